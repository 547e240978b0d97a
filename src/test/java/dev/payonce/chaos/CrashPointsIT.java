package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.client.AttemptObserver;
import dev.payonce.client.Intent;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.PayonceException;
import dev.payonce.client.Surroundings;
import dev.payonce.idempotency.CrashPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A process dies at a chosen point of a chosen operation; the client, who heard nothing, retries under its key at an
 * instance that lives: one effect at the gateway, one in the books, one answer.
 */
class CrashPointsIT {

    /** Every point of every kind that is shown here, with -Dchaos.full=true; else each point and each kind at least once. */
    private static final boolean FULL = Boolean.getBoolean("chaos.full");

    private static final long AMOUNT = 1000;

    /** As many processes start at once as two cores bear. */
    private static final int AT_ONCE = 2;

    private static Lab lab;
    private static Instance simulator;
    private static Instance survivor;
    private static Books books;
    private static ExecutorService cases;

    private enum Kind {
        ORDER_CREATE(false, EnumSet.of(CrashPoint.BEFORE_CLAIM)),
        ORDER_CANCEL(false, EnumSet.of(CrashPoint.AFTER_COMMIT_BEFORE_RESPONSE)),
        PAYMENT_CREATE(
                true, EnumSet.of(CrashPoint.AFTER_CLAIM, CrashPoint.AFTER_GATEWAY_ANSWER, CrashPoint.BEFORE_COMMIT)),
        REFUND_CREATE(true, EnumSet.of(CrashPoint.DURING_GATEWAY_CALL)),
        TRANSFER_CREATE(false, EnumSet.of(CrashPoint.BEFORE_COMMIT));

        private final boolean asksTheGateway;
        private final Set<CrashPoint> sample;

        Kind(boolean asksTheGateway, Set<CrashPoint> sample) {
            this.asksTheGateway = asksTheGateway;
            this.sample = sample;
        }

        /** Every pair of an operation and a point: where it is shown what becomes of it, or why it cannot be. */
        Shown dies(CrashPoint point) {
            return switch (point) {
                case BEFORE_CLAIM, BEFORE_COMMIT, AFTER_COMMIT_BEFORE_RESPONSE -> new Here();
                case AFTER_CLAIM, DURING_GATEWAY_CALL, AFTER_GATEWAY_ANSWER ->
                    asksTheGateway
                            ? new Here()
                            : new Impossible("one statement claims and decides it, and no gateway is asked");
                case IN_TAKEOVER ->
                    asksTheGateway
                            ? new Elsewhere(
                                    UnknownOutcomesIT.class,
                                    "anOwnerThatWasOvertakenWritesNothingAndTheSuccessorThatDiesIsSucceeded")
                            : new Impossible("it is never undecided, so there is nothing to take over");
                case IN_RECOVERY, IN_RECOVERY_AFTER_BAR ->
                    asksTheGateway
                            ? new Elsewhere(
                                    UnknownOutcomesIT.class,
                                    "aBacklogIsWorkedOffByManyThoughSomeDieAtItAndEveryOperationIsSettledOnce")
                            : new Impossible("it is never undecided, so there is nothing to recover");
                case IN_ABANDON, IN_ABANDON_AFTER_BAR ->
                    asksTheGateway
                            ? new Elsewhere(
                                    AbandonIT.class,
                                    "whoeverDiesGivingAnOperationUpLeavesItToBeGivenUpAgainWithTheAnswerThatIsTrue")
                            : new Impossible("one statement gives it up, and no gateway is asked");
                case IN_REAPER ->
                    new Elsewhere(
                            ExpiryIT.class,
                            "aKeyIsReplayedThenExpiredThenDeletedButNeverWhileUndecidedAndItsReferenceStillRefuses");
            };
        }
    }

    /** How a pair is accounted for. Receipts have no row and no point: Redis guards them, and here there is none. */
    private sealed interface Shown {}

    private record Here() implements Shown {}

    private record Elsewhere(Class<?> suite, String test) implements Shown {}

    private record Impossible(String why) implements Shown {}

    @BeforeAll
    static void open() {
        lab = Lab.open("crash_points");
        simulator = lab.simulator().start();
        survivor = lab.instance("survivor", simulator.port(), "GATEWAY_TIMEOUT", "PT5S", "PAYONCE_LEASE", "PT6S")
                .start();
        books = new Books(lab, simulator);
        cases = Executors.newFixedThreadPool(AT_ONCE);
    }

    @AfterAll
    static void close() {
        cases.shutdownNow();
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> aRetryAfterTheCrashFindsOneEffectAndOneAnswer() {
        // All cases begin now, some at a time; each test waits for its own.
        var tests = new ArrayList<DynamicTest>();
        for (Kind kind : Kind.values()) {
            for (CrashPoint point : FULL ? EnumSet.allOf(CrashPoint.class) : kind.sample) {
                if (!(kind.dies(point) instanceof Here)) {
                    continue;
                }
                Future<?> result = cases.submit(() -> {
                    crashAt(point, kind);
                    return null;
                });
                tests.add(DynamicTest.dynamicTest(word(kind) + " dies " + word(point), result::get));
            }
        }
        return tests.stream();
    }

    @Test
    void everyPairThatIsShownElsewhereIsAndEveryPointIsReachedBySomeOperation() throws Exception {
        for (CrashPoint point : CrashPoint.values()) {
            assertTrue(
                    Arrays.stream(Kind.values()).anyMatch(kind -> !(kind.dies(point) instanceof Impossible)),
                    point::name);
            for (Kind kind : Kind.values()) {
                if (kind.dies(point) instanceof Elsewhere elsewhere) {
                    assertNotNull(
                            elsewhere.suite.getDeclaredMethod(elsewhere.test).getAnnotation(Test.class));
                }
            }
        }
    }

    /** A process that is to die at a point which an operation does not have does not die of it. */
    @Test
    void whatCannotHappenDoesNot() throws Exception {
        for (CrashPoint point : FULL ? EnumSet.allOf(CrashPoint.class) : EnumSet.of(CrashPoint.AFTER_CLAIM)) {
            List<Kind> without = Arrays.stream(Kind.values())
                    .filter(kind -> kind.dies(point) instanceof Impossible)
                    .toList();
            if (without.isEmpty()) {
                continue;
            }
            Instance unharmed = doomed("unharmed-" + word(point), point).start();
            Merchant merchant = lab.merchant(survivor);
            Shop quiet = new Shop("quiet", client(survivor, merchant, 30, AttemptObserver.NONE));
            for (Kind kind : without) {
                Shop.Decided decided =
                        Shop.decide(client(unharmed, merchant, 1, AttemptObserver.NONE), intent(kind, point, quiet));
                assertTrue(decided.done(), decided::toString);
            }
            assertTrue(unharmed.isAlive());
            unharmed.close();
        }
    }

    /** Without a scheduler, so that it dies of one request and not of an older one that it recovers. */
    private static Instance doomed(String name, CrashPoint point) {
        return lab.instance(
                name,
                simulator.port(),
                "PAYONCE_CRASH_AT",
                word(point),
                "QUARKUS_SCHEDULER_ENABLED",
                "false",
                "GATEWAY_TIMEOUT",
                "PT5S",
                "PAYONCE_LEASE",
                "PT6S");
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void crashAt(CrashPoint point, Kind kind) throws Exception {
        String name = word(kind) + "-" + word(point);
        Instance doomed = doomed(name, point).launch();
        Merchant merchant = lab.merchant(survivor);
        var history = new History();
        Shop shop = new Shop(name, client(survivor, merchant, 30, history));
        Intent intent = intent(kind, point, shop);

        PayonceClient first = client(doomed.awaitReady(), merchant, 1, history);
        try {
            first.send(intent);
            throw new AssertionError("answered, though it was to die " + point);
        } catch (PayonceException unheard) {
            assertEquals(PayonceException.Code.GAVE_UP, unheard.code());
            assertEquals(0, unheard.status(), unheard::toString);
        }
        assertEquals(Instance.KILLED, doomed.awaitEnd());

        Shop.Decided decided = shop.decide(intent);
        shop.decide(intent);
        shop.decide(intent);

        assertEquals(List.of(), HistoryChecker.violations(ofKey(history, intent.key())));
        assertEquals(
                1,
                lab.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key = ?",
                        merchant.id(),
                        intent.key()));
        assertOneEffect(kind, merchant, decided);
    }

    private static List<Event> ofKey(History history, String key) {
        return history.events().stream()
                .filter(event -> event.key().equals(key))
                .toList();
    }

    private static PayonceClient client(Instance at, Merchant merchant, int attempts, AttemptObserver observer) {
        return Instance.client(at.url(), merchant.apiKey(), attempts, observer, Surroundings.real());
    }

    private static Intent intent(Kind kind, CrashPoint point, Shop shop) {
        // Only an answer that does not come can be waited for.
        boolean silent = point == CrashPoint.DURING_GATEWAY_CALL;
        return switch (kind) {
            case ORDER_CREATE -> shop.order(AMOUNT);
            case ORDER_CANCEL -> shop.cancel(shop.decide(shop.order(AMOUNT)).id());
            case PAYMENT_CREATE ->
                shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, silent ? "pm_slow" : "pm_ok");
            case REFUND_CREATE ->
                shop.refund(
                        shop.paid(AMOUNT, silent ? "pm_refund_timeout_executed" : "pm_ok")
                                .id(),
                        0);
            case TRANSFER_CREATE -> {
                shop.paid(AMOUNT, "pm_ok");
                yield shop.transfer(AMOUNT);
            }
        };
    }

    private static void assertOneEffect(Kind kind, Merchant merchant, Shop.Decided decided) throws Exception {
        switch (kind) {
            case ORDER_CREATE -> {
                assertTrue(decided.done(), decided::toString);
                assertEquals(1, lab.number("SELECT count(*) FROM orders WHERE merchant_id = ?", merchant.id()));
            }
            case ORDER_CANCEL -> {
                assertTrue(decided.done(), decided::toString);
                assertEquals("CANCELLED", lab.text("SELECT status FROM orders WHERE merchant_id = ?", merchant.id()));
            }
            case TRANSFER_CREATE -> {
                assertTrue(decided.done(), decided::toString);
                assertEquals(1, entries(merchant, "TRANSFER"));
            }
            case PAYMENT_CREATE -> assertMoved(merchant, "payment", "CAPTURE", "CHARGE", decided);
            case REFUND_CREATE -> assertMoved(merchant, "refund", "REFUND", "REFUND", decided);
        }
    }

    /** Done: moved once, and booked once. Failed: recovery barred it, and it moved nowhere. */
    private static void assertMoved(Merchant merchant, String table, String booked, String moved, Shop.Decided decided)
            throws Exception {
        var rows = lab.rows("SELECT id::text, status FROM " + table + " WHERE merchant_id = ?", merchant.id());
        assertEquals(1, rows.size());
        String id = rows.get(0).get(0);
        assertEquals(decided.done() ? "SUCCEEDED" : "FAILED", rows.get(0).get(1));
        Map<String, List<String>> expected =
                decided.done() ? Map.of(id, List.of(moved + " " + AMOUNT + " EUR")) : Map.of();
        assertEquals(expected, books.statement(id));
        assertEquals(decided.done() ? 1 : 0, entries(merchant, booked));
        if (decided.done()) {
            assertEquals(id, decided.id());
        } else {
            assertEquals("not_executed", decided.body().path("failureCode").asText());
        }
    }

    private static long entries(Merchant merchant, String kind) {
        return lab.number("SELECT count(*) FROM ledger_entry WHERE merchant_id = ? AND kind = ?", merchant.id(), kind);
    }
}
