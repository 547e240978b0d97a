package dev.payonce.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.client.Action;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run comes to, when all is quiet: the books, the gateway's statement and what the clients were told, each against
 * the others.
 *
 * @param duplicates what happened more often than it was asked for
 * @param lost what a client was told was done and is not there, or was never decided
 * @param contradictions all else that does not agree
 */
record Judgement(List<String> duplicates, List<String> lost, List<String> contradictions) {

    /** Where each operation's effect is found: the ids of the resources that have it. */
    private static final Map<Action, String> EFFECTS = Map.of(
            Action.ORDER_CREATE, "SELECT id::text FROM orders WHERE merchant_id = ?",
            Action.ORDER_CANCEL, "SELECT id::text FROM orders WHERE merchant_id = ? AND status = 'CANCELLED'",
            Action.PAYMENT_CREATE, "SELECT id::text FROM payment WHERE merchant_id = ? AND status = 'SUCCEEDED'",
            Action.REFUND_CREATE, "SELECT id::text FROM refund WHERE merchant_id = ? AND status = 'SUCCEEDED'",
            Action.TRANSFER_CREATE, "SELECT id::text FROM transfer WHERE merchant_id = ?");

    /** Money that moved more than once for what may move it once, whatever our books say. */
    private static final String CHARGED_TWICE = """
            SELECT p.order_id::text, count(*)
              FROM payment p JOIN simulator.movement m ON m.reference = p.id AND m.decision = 'ACCEPTED'
             GROUP BY p.merchant_id, p.order_id
            HAVING count(*) > 1
            """;

    static Judgement of(List<Event> events, Lab lab, Instance simulator, Instance instance, Merchant merchant)
            throws IOException, InterruptedException {
        var judgement = new Judgement(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var books = new Books(lab, simulator);
        for (String violation : HistoryChecker.violations(events)) {
            judgement.sortIn(violation);
        }
        EFFECTS.forEach((action, sql) -> judgement.compare(action, events, lab.rows(sql, merchant.id())));
        Stream.of(books.statement(null), books.journal())
                .flatMap(side -> side.entrySet().stream())
                .filter(entry -> entry.getValue().size() > 1)
                .forEach(entry -> judgement.duplicates.add("moved more than once: " + entry));
        lab.rows(CHARGED_TWICE).forEach(row -> judgement.duplicates.add("an order charged more than once: " + row));
        judgement.contradictions.addAll(books.disagreements());
        judgement.balances(lab, instance, merchant);
        return judgement;
    }

    private void sortIn(String violation) {
        if (violation.contains("never decided")) {
            lost.add(violation);
        } else if (violation.contains("executed more than once")) {
            duplicates.add(violation);
        } else {
            contradictions.add(violation);
        }
    }

    /** Every acknowledged effect is in the books and nothing else is: the same ids on both sides. */
    private void compare(Action action, List<Event> events, List<List<String>> rows) {
        List<String> booked = rows.stream().map(row -> row.get(0)).toList();
        List<String> acknowledged = events.stream()
                .filter(event -> event.operation().equals(action.wire()) && event.isDefinitive())
                .filter(event -> event.status() < 300)
                .map(event -> event.body().path("id").asText())
                .distinct()
                .toList();
        acknowledged.stream()
                .filter(id -> !booked.contains(id))
                .forEach(id -> lost.add(action + " was acknowledged and is not there: " + id));
        booked.stream()
                .filter(id -> !acknowledged.contains(id))
                .forEach(id -> duplicates.add(action + " is there and nobody was told: " + id));
    }

    private void balances(Lab lab, Instance instance, Merchant merchant) throws IOException, InterruptedException {
        JsonNode balance = Lab.JSON
                .readTree(instance.get("/v1/balances", merchant.apiKey()).body())
                .path("data")
                .path(0);
        Map<String, String> kinds = Map.of("captured", "CAPTURE", "refunded", "REFUND", "transferred", "TRANSFER");
        kinds.forEach((field, kind) -> {
            long booked = lab.number(
                    "SELECT coalesce(sum(amount), 0) FROM ledger_entry WHERE kind = ? AND merchant_id = ?",
                    kind,
                    merchant.id());
            if (balance.path(field).asLong(-1) != booked) {
                contradictions.add("balance: " + balance + " but the journal has " + booked + " of " + kind);
            }
        });
        long parts = balance.path("refunded").asLong()
                + balance.path("transferred").asLong()
                + balance.path("available").asLong();
        if (balance.path("captured").asLong(-1) != parts) {
            contradictions.add("captured is not refunded + transferred + available: " + balance);
        }
    }

    boolean isClean() {
        return duplicates.isEmpty() && lost.isEmpty() && contradictions.isEmpty();
    }
}
