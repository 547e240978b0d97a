package dev.payonce.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What becomes of each in a group of payments does not depend on the others in it. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class PaymentsTogetherTest {

    private static final String BEGIN = """
            SELECT concat_ws(' ', verdict, problem)
              FROM begin_payments(p_merchant => ?, p_operation => 'payment.create', p_fingerprint_version => 1::smallint,
                  p_lease => 60, p_keys => ?::text[], p_operation_ids => ?::uuid[],
                  p_fingerprints => array_fill(sha256('a'), ARRAY[?]), p_identities => array_fill('{}'::text, ARRAY[?]),
                  p_request_ids => array_fill('r'::text, ARRAY[?]), p_resources => array_fill('/'::text, ARRAY[?]),
                  p_orders => ?::uuid[], p_amounts => ?::bigint[], p_currencies => array_fill('EUR'::text, ARRAY[?]),
                  p_payment_methods => array_fill('pm_ok'::text, ARRAY[?]),
                  p_descriptions => array_fill(NULL::text, ARRAY[?]), p_metadata => array_fill(NULL::text, ARRAY[?]))
            """;

    private static final String BOOK = """
            SELECT concat_ws(' ', verdict, problem)
              FROM book_payments(p_merchant => ?, p_kept => 60, p_keys => ?::text[], p_attempts => ?::integer[],
                  p_statuses => array_fill(201::smallint, ARRAY[?]), p_bodies => array_fill('{}'::text, ARRAY[?]),
                  p_operation_ids => ?::uuid[], p_request_ids => array_fill('r'::text, ARRAY[?]),
                  p_gateway_references => ?::text[], p_shard => 1::smallint)
            """;

    private static final String TAKINGS = "SELECT coalesce(sum(amount), 0) FROM captured WHERE merchant_id = ?";

    private final Api api = Api.newMerchant();
    private int number;

    private record Payment(String key, UUID id, UUID order, long amount) {}

    private Payment payment(UUID order, long amount) {
        number++;
        return new Payment("together-" + number, UUID.randomUUID(), order, amount);
    }

    private UUID order(long total) {
        return UUID.fromString(api.order(total));
    }

    private List<String> begin(Payment... payments) {
        List<Payment> group = List.of(payments);
        int size = group.size();
        return Database.texts(
                BEGIN,
                api.merchant,
                array(group, Payment::key),
                array(group, Payment::id),
                size,
                size,
                size,
                size,
                array(group, Payment::order),
                array(group, Payment::amount),
                size,
                size,
                size,
                size);
    }

    private List<String> book(int attemptOfTheLast, Payment... payments) {
        List<Payment> group = List.of(payments);
        int size = group.size();
        var attempts = new ArrayList<Integer>();
        group.forEach(each -> attempts.add(attempts.size() == size - 1 ? attemptOfTheLast : 1));
        return Database.texts(
                BOOK,
                api.merchant,
                array(group, Payment::key),
                array(attempts, attempt -> attempt),
                size,
                size,
                array(group, Payment::id),
                size,
                array(group, each -> "gw-" + each.key()));
    }

    private static <T> String array(List<T> group, Function<T, Object> part) {
        return "{"
                + String.join(",", group.stream().map(part).map(String::valueOf).toList()) + "}";
    }

    private List<String> states(Payment... payments) {
        return List.of(payments).stream()
                .map(each -> Database.texts("""
                        SELECT o.status || coalesce(' ' || p.status, '')
                          FROM orders o
                          LEFT JOIN payment p ON p.merchant_id = o.merchant_id AND p.id = ?
                         WHERE o.merchant_id = ? AND o.id = ?
                        """, each.id(), api.merchant, each.order()))
                .map(rows -> rows.isEmpty() ? "" : rows.get(0))
                .toList();
    }

    @Test
    void eachIsBegunOrRefusedAsIfItWereAlone() {
        Payment standing = payment(order(1000), 1000);
        assertEquals(List.of("CLAIMED"), begin(standing));
        Payment forgotten = payment(order(1000), 1000);
        assertEquals(List.of("CLAIMED"), begin(forgotten));
        Database.update("DELETE FROM idempotency_key WHERE merchant_id = ? AND key = ?", api.merchant, forgotten.key());

        Payment good = payment(order(1000), 1000);
        Payment better = payment(order(2000), 2000);
        Payment unknown = payment(UUID.randomUUID(), 1000);
        Payment wrong = payment(order(1000), 999);
        UUID another = order(1000);
        Payment again = new Payment(forgotten.key(), forgotten.id(), another, 1000);
        assertEquals(
                List.of(
                        "CLAIMED",
                        "REFUSED not-found",
                        "STANDING",
                        "REFUSED amount-mismatch",
                        "REFUSED duplicate-operation",
                        "CLAIMED"),
                begin(good, unknown, standing, wrong, again, better));
        assertEquals(List.of("PAYMENT_PENDING PENDING", "PAYMENT_PENDING PENDING"), states(good, better));
        assertEquals(List.of("OPEN", "OPEN PENDING"), states(wrong, again));
        assertEquals(
                3,
                Database.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key LIKE 'together-%'",
                        api.merchant),
                "a refusal claims nothing");
    }

    @Test
    void ofTwoPaymentsOfOneOrderOneIsBegun() {
        UUID order = order(1000);
        List<String> verdicts = begin(payment(order, 1000), payment(order, 1000)).stream()
                .sorted()
                .toList();
        assertEquals(List.of("CLAIMED", "REFUSED payment-pending"), verdicts);
    }

    @Test
    void eachIsBookedUnlessItWasOvertaken() {
        Payment one = payment(order(1000), 1000);
        Payment two = payment(order(2000), 2000);
        Payment overtaken = payment(order(4000), 4000);
        begin(one, two, overtaken);
        assertEquals(List.of("SETTLED", "SETTLED", "STANDING"), book(2, one, two, overtaken));
        assertEquals(
                List.of("PAID SUCCEEDED", "PAID SUCCEEDED", "PAYMENT_PENDING PENDING"), states(one, two, overtaken));
        assertEquals(3000, Database.number(TAKINGS, api.merchant));
        assertEquals(
                List.of("gw-" + one.key()),
                Database.texts(
                        "SELECT gateway_reference FROM payment WHERE merchant_id = ? AND id = ?",
                        api.merchant,
                        one.id()));

        assertEquals(List.of("SETTLED", "STANDING"), book(1, overtaken, one));
        assertEquals(7000, Database.number(TAKINGS, api.merchant), "nothing twice");
        assertEquals(
                3,
                api.get("/v1/events?type=payment.succeeded")
                        .expect(200)
                        .json()
                        .path("data")
                        .size());
    }

    @Test
    void ifTheBooksContradictOneOfThemNoneIsBooked() {
        Payment good = payment(order(1000), 1000);
        Payment bad = payment(order(1000), 1000);
        begin(good, bad);
        Database.update(
                "UPDATE payment SET status = 'FAILED', failure_code = 'x' WHERE merchant_id = ? AND id = ?",
                api.merchant,
                bad.id());
        var refused = assertThrows(AssertionError.class, () -> book(1, good, bad));
        assertTrue(
                String.valueOf(refused.getMessage() + refused.getCause()).contains("are PENDING"), refused::toString);
        assertEquals(List.of("PAYMENT_PENDING PENDING"), states(good));
        assertEquals(0, Database.number(TAKINGS, api.merchant));
    }
}
