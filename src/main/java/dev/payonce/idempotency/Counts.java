package dev.payonce.idempotency;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Counts what came of intents and of the work that others left, by operation. With an operation's first intent all of its
 * counters are there, at nought: of a counter that begins at one, nobody sees that it has risen.
 */
@ApplicationScoped
class Counts {

    /** Who takes over what another owner left. */
    enum Successor {
        REQUEST,
        RECOVERY,
        ABANDONMENT
    }

    /** What became of an attempt of recovery's. */
    enum Recovered {
        SETTLED,
        POSTPONED,
        UNREACHABLE
    }

    private final MeterRegistry meters;
    private final Counter outOfTime;
    private final ByOperation<Verdict> verdicts = new ByOperation<>(Verdict.class, this::verdict);
    private final ByOperation<Successor> takeovers = new ByOperation<>(Successor.class, this::takeover);
    private final ByOperation<Recovered> recoveries = new ByOperation<>(Recovered.class, this::recovery);

    Counts(MeterRegistry meters) {
        this.meters = meters;
        this.outOfTime = meters.counter("deadlines.hit", "deadline", "beginning");
    }

    /** An intent that came to a verdict. */
    void came(Intent intent, Verdict verdict) {
        verdicts.count(intent.fingerprint().operation(), verdict);
    }

    private Counter verdict(Verdict verdict, String operation) {
        String name = switch (verdict) {
            case EXECUTED -> "idempotency.claims";
            case REPLAYED -> "idempotency.replays";
            case IN_PROGRESS -> "idempotency.conflicts";
            case UNKNOWN -> "idempotency.unknowns";
            case MISMATCH -> "idempotency.mismatches";
            case ABANDONED -> "idempotency.abandoned";
            case EXPIRED -> "idempotency.expired";
            case NOT_EXECUTED -> "idempotency.undone";
        };
        return meters.counter(name, "operation", operation);
    }

    /** A claim that somebody other than its first owner works on from now on. */
    void takenOver(Claim claim, Successor by) {
        takeovers.count(claim.operation(), by);
    }

    private Counter takeover(Successor by, String operation) {
        return meters.counter(
                "idempotency.takeovers", "operation", operation, "by", by.name().toLowerCase(Locale.ROOT));
    }

    /** An attempt of recovery's to settle a claim. */
    void recovery(Claim claim, Recovered became) {
        recoveries.count(claim.operation(), became);
    }

    private Counter recovery(Recovered became, String operation) {
        return meters.counter("recovery." + became.name().toLowerCase(Locale.ROOT), "operation", operation);
    }

    /** A claim that was settled since the other side told of it. */
    void notified(Claim claim) {
        meters.counter("notified.settled", "operation", claim.operation()).increment();
    }

    /** A request whose time was over before it could be begun. */
    void notBegunInTime() {
        outOfTime.increment();
    }

    /** A counter for each constant, of each operation that was met. */
    private static final class ByOperation<E extends Enum<E>> {
        private final Map<String, Map<E, Counter>> counters = new ConcurrentHashMap<>();
        private final Class<E> type;
        private final BiFunction<E, String, Counter> counter;

        ByOperation(Class<E> type, BiFunction<E, String, Counter> counter) {
            this.type = type;
            this.counter = counter;
        }

        void count(String operation, E which) {
            counters.computeIfAbsent(operation, this::all).get(which).increment();
        }

        private Map<E, Counter> all(String operation) {
            var all = new EnumMap<E, Counter>(type);
            List.of(type.getEnumConstants()).forEach(each -> all.put(each, counter.apply(each, operation)));
            return all;
        }
    }
}
