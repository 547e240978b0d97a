package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Books and statement of a length that would not fit into the process's memory are compared to the last entry; {@code
 * -Dchaos.entries=1000000} for as many of them.
 */
class LongBooksIT {

    private static final int ENTRIES = Integer.getInteger("chaos.entries", 20_000);

    /** Little more than the process needs to run at all. */
    private static final String HEAP = "-Xmx72m";

    /** Of each kind, spread over the whole length. */
    private static final int BREAKS = 3;

    private static final Duration BOUND = Duration.ofMinutes(10);

    private static Lab lab;
    private static Instance instance;
    private static Merchant merchant;

    @BeforeAll
    static void open() {
        lab = Lab.open("long_books");
        instance = lab.keep(Instance.of("long-books", lab.environment())
                .with("PAYONCE_SIMULATOR", "true", "GATEWAY_TIMEOUT", "PT20S", "PAYONCE_LEASE", "PT30S")
                // For a million entries in one answer, as nobody should ask for.
                .with("PAYONCE_REQUEST_TIME", "PT2M")
                .withJvm(HEAP));
        merchant = lab.merchant(instance.start());
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static String reference(String number) {
        return "('0199c0de-0000-7000-8000-' || lpad((" + number + ")::text, 12, '0'))::uuid";
    }

    /** A payment, its entry in the journal, and the charge at the gateway, a million times over if need be. */
    private static void seed() {
        // As a replica would write it: the orders that the payments belong to are not what this is about.
        String entries = " FROM generate_series(1, " + ENTRIES + ") n";
        lab.change(
                "SET session_replication_role = replica; INSERT INTO payment (merchant_id, id, order_id, status, amount, currency,"
                        + " payment_method, gateway_reference, created_at) SELECT '" + merchant.id() + "', "
                        + reference("n")
                        + ", gen_random_uuid(), 'SUCCEEDED', 1000 + n % 7, 'EUR', 'pm_ok', 'mv-' || n, now()"
                        + entries);
        lab.change("INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency) SELECT '" + merchant.id() + "', "
                + reference("n") + ", 'CAPTURE', 1000 + n % 7, 'EUR'" + entries);
        lab.change(
                "INSERT INTO simulator.movement (reference, account, type, amount, currency, payment_method, decision,"
                        + " execute_at) SELECT " + reference("n") + ", '" + merchant.id()
                        + "', 'CHARGE', 1000 + n % 7, 'EUR', 'pm_ok', 'ACCEPTED', now()" + entries);
        lab.change("ANALYZE payment, ledger_entry, simulator.movement");
    }

    private static void breakThem() {
        String every = " IN (SELECT %s FROM generate_series(1, " + BREAKS + ") k)";
        int step = ENTRIES / BREAKS;
        lab.change(
                "DELETE FROM simulator.movement WHERE reference" + every.formatted(reference("k * " + step + " - 10")));
        lab.change("UPDATE simulator.movement SET amount = amount + 1 WHERE reference"
                + every.formatted(reference("k * " + step + " - 20")));
        String undone = every.formatted(reference("k * " + step + " - 30"));
        lab.change(
                "UPDATE payment SET status = 'FAILED', failure_code = 'not_executed', gateway_reference = NULL WHERE id"
                        + undone);
        lab.change("DELETE FROM ledger_entry WHERE id" + undone);
        String unknown = every.formatted(reference("k * " + step + " - 40"));
        lab.change("DELETE FROM payment WHERE id" + unknown);
        lab.change("DELETE FROM ledger_entry WHERE id" + unknown);
    }

    @Test
    void everyEntryIsComparedAndEveryBreakFoundInLittleMemory() throws Exception {
        seed();
        breakThem();
        long began = System.nanoTime();

        var answer = instance.get("/v1/reconciliation", merchant.apiKey(), BOUND);

        System.out.printf(
                "%d entries on either side compared in %.1f s with %s%n",
                ENTRIES, (System.nanoTime() - began) / 1e9, HEAP);
        assertEquals(200, answer.statusCode(), answer::body);
        JsonNode found = Lab.JSON.readTree(answer.body());
        assertEquals(ENTRIES - 4 * BREAKS, found.path("matched").asInt());
        var kinds = new TreeMap<String, Integer>();
        found.path("breaks").forEach(each -> kinds.merge(each.path("kind").asText(), 1, Integer::sum));
        assertEquals(
                Map.of(
                        "MISSING_AT_GATEWAY", BREAKS,
                        "MISSING_IN_BOOKS", BREAKS,
                        "AMOUNT_DIFFERS", BREAKS,
                        "STATUS_DIFFERS", BREAKS),
                kinds);
        assertFalse(found.path("truncated").asBoolean());
        assertTrue(instance.isAlive());
    }
}
