package dev.payonce.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lab's books, read with SQL, and the gateway's statement, read page by page. */
final class Books {

    private final Lab lab;
    private final Instance simulator;

    Books(Lab lab, Instance simulator) {
        this.lab = lab;
        this.simulator = simulator;
    }

    /** What really moved, by reference: {@code CHARGE 1000 EUR}. A reference that moved twice is listed twice. */
    Map<String, List<String>> statement(String reference) throws IOException, InterruptedException {
        var moved = new TreeMap<String, List<String>>();
        String cursor = null;
        do {
            JsonNode page = Lab.JSON.readTree(simulator
                    .get("/simulator/statement?"
                            + (reference == null ? "" : "&reference=" + reference)
                            + (cursor == null ? "" : "&cursor=" + cursor))
                    .body());
            for (JsonNode entry : page.path("entries")) {
                moved.computeIfAbsent(entry.get("reference").asText(), any -> new ArrayList<>())
                        .add(entry.get("type").asText() + " "
                                + entry.get("amount").asLong() + " "
                                + entry.get("currency").asText());
            }
            cursor = page.path("nextCursor").asText(null);
        } while (cursor != null);
        return moved;
    }

    /** What our journal says was moved at the gateway, in the statement's words. */
    Map<String, List<String>> journal() {
        var booked = new TreeMap<String, List<String>>();
        lab.rows(
                        "SELECT id::text, CASE kind WHEN 'CAPTURE' THEN 'CHARGE' ELSE kind END || ' ' || amount || ' ' || currency"
                                + " FROM ledger_entry WHERE kind <> 'TRANSFER'")
                .forEach(row -> booked.computeIfAbsent(row.get(0), any -> new ArrayList<>())
                        .add(row.get(1)));
        return booked;
    }

    /** Everything that does not agree, in words; empty if all does. Only for a lab in which nothing is pending. */
    List<String> disagreements() throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        Map<String, List<String>> theirs = statement(null);
        Map<String, List<String>> ours = journal();
        theirs.forEach((reference, entries) -> {
            if (!entries.equals(ours.get(reference))) {
                found.add("gateway " + reference + " " + entries + ", books " + ours.get(reference));
            }
        });
        ours.forEach((reference, entries) -> {
            if (!theirs.containsKey(reference)) {
                found.add("books " + reference + " " + entries + ", gateway nothing");
            }
        });
        none(found, "succeeded payments and captures", """
                SELECT coalesce(p.id, l.id)::text, p.amount, l.amount
                  FROM (SELECT * FROM payment WHERE status = 'SUCCEEDED') p
                  FULL JOIN (SELECT * FROM ledger_entry WHERE kind = 'CAPTURE') l
                    ON l.merchant_id = p.merchant_id AND l.id = p.id AND l.amount = p.amount AND l.currency = p.currency
                 WHERE p.id IS NULL OR l.id IS NULL
                """);
        none(found, "succeeded refunds and refund entries", """
                SELECT coalesce(r.id, l.id)::text, r.amount, l.amount
                  FROM (SELECT * FROM refund WHERE status = 'SUCCEEDED') r
                  FULL JOIN (SELECT * FROM ledger_entry WHERE kind = 'REFUND') l
                    ON l.merchant_id = r.merchant_id AND l.id = r.id AND l.amount = r.amount AND l.currency = r.currency
                 WHERE r.id IS NULL OR l.id IS NULL
                """);
        none(found, "transfers and transfer entries", """
                SELECT coalesce(t.id, l.id)::text, t.amount, l.amount
                  FROM transfer t
                  FULL JOIN (SELECT * FROM ledger_entry WHERE kind = 'TRANSFER') l
                    ON l.merchant_id = t.merchant_id AND l.id = t.id AND l.amount = t.amount AND l.currency = t.currency
                 WHERE t.id IS NULL OR l.id IS NULL
                """);
        none(found, "a payment's refunds, reserved and refunded", """
                SELECT p.id::text, p.amount_reserved, p.amount_refunded, sum(r.amount)
                  FROM payment p
                  LEFT JOIN refund r ON r.merchant_id = p.merchant_id AND r.payment_id = p.id AND r.status = 'SUCCEEDED'
                 GROUP BY p.merchant_id, p.id, p.amount_reserved, p.amount_refunded
                HAVING p.amount_refunded <> coalesce(sum(r.amount), 0) OR p.amount_reserved <> p.amount_refunded
                """);
        none(found, "an order's state and its payments", """
                SELECT o.id::text, o.status, o.amount_refunded, p.id::text, p.amount_refunded
                  FROM orders o
                  LEFT JOIN payment p ON p.merchant_id = o.merchant_id AND p.order_id = o.id AND p.status = 'SUCCEEDED'
                 WHERE (p.id IS NULL) <> (o.status IN ('OPEN', 'CANCELLED'))
                    OR p.id IS NOT NULL AND o.amount_refunded <> p.amount_refunded
                    OR o.status = 'PAYMENT_PENDING'
                """);
        none(found, "takings and captures", """
                SELECT coalesce(c.merchant_id, l.merchant_id)::text, c.amount, l.amount
                  FROM (SELECT merchant_id, currency, sum(amount) AS amount FROM captured GROUP BY 1, 2) c
                  FULL JOIN (SELECT merchant_id, currency, sum(amount) AS amount FROM ledger_entry WHERE kind = 'CAPTURE'
                              GROUP BY 1, 2) l
                    ON l.merchant_id = c.merchant_id AND l.currency = c.currency
                 WHERE c.amount IS DISTINCT FROM l.amount
                """);
        none(found, "spendings and their entries", """
                SELECT coalesce(a.merchant_id, l.merchant_id)::text, a.refunded, l.refunded, a.transferred, l.transferred
                  FROM account a
                  FULL JOIN (SELECT merchant_id, currency,
                                    coalesce(sum(amount) FILTER (WHERE kind = 'REFUND'), 0) AS refunded,
                                    coalesce(sum(amount) FILTER (WHERE kind = 'TRANSFER'), 0) AS transferred
                               FROM ledger_entry WHERE kind <> 'CAPTURE' GROUP BY 1, 2) l
                    ON l.merchant_id = a.merchant_id AND l.currency = a.currency
                 WHERE coalesce(a.refunded, 0) <> coalesce(l.refunded, 0)
                    OR coalesce(a.transferred, 0) <> coalesce(l.transferred, 0)
                """);
        none(found, "nothing pending is left", """
                SELECT 'payment', id::text FROM payment WHERE status = 'PENDING'
                 UNION ALL SELECT 'refund', id::text FROM refund WHERE status = 'PENDING'
                 UNION ALL SELECT 'key', operation_id::text FROM idempotency_key WHERE status = 'PENDING'
                """);
        return found;
    }

    private void none(List<String> found, String what, String sql) {
        lab.rows(sql).forEach(row -> found.add(what + ": " + row));
    }
}
