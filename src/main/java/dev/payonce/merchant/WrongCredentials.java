package dev.payonce.merchant;

import dev.payonce.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Counts api keys and admin tokens that are nobody's, by the address that they come from, and takes no more of them than
 * so many in a minute. Each instance counts for itself: that bounds what guessing costs us, and there is no hope of
 * guessing 256 bits anyway. The address is that of the connection; behind a proxy, let Quarkus take it from the proxy's
 * header ({@code quarkus.http.proxy}).
 */
@ApplicationScoped
class WrongCredentials {

    /** More addresses are not told apart within one minute, and not limited: memory is bounded, and nobody locked out. */
    private static final int MOST_ADDRESSES = 10_000;

    private static final int MINUTE = 60;
    private static final Logger LOG = Logger.getLogger(WrongCredentials.class);

    private record Counts(long minute, Map<String, Integer> byAddress) {}

    private final CredentialConfig config;
    private final InstantSource time;
    private final Counter counter;
    private volatile Counts counts = new Counts(0, Map.of());

    WrongCredentials(CredentialConfig config, InstantSource time, MeterRegistry meters) {
        this.config = config;
        this.time = time;
        this.counter = meters.counter("credentials.wrong");
    }

    /** Ends the request where too many wrong ones came from its address in this minute: this one is not looked at. */
    void limit(String address) {
        long now = time.instant().getEpochSecond();
        if (current(now).byAddress().getOrDefault(address, 0) >= config.wrongPerMinute()) {
            counter.increment();
            throw ProblemException.tooMany(
                    "Too many wrong credentials came from this address.", (int) (MINUTE - now % MINUTE));
        }
    }

    /** Notes one that was looked at in vain. What it was is not written anywhere. */
    void count(String address) {
        counter.increment();
        Map<String, Integer> byAddress =
                current(time.instant().getEpochSecond()).byAddress();
        if (byAddress.size() < MOST_ADDRESSES || byAddress.containsKey(address)) {
            int wrong = byAddress.merge(address, 1, Integer::sum);
            if (wrong == 1 || wrong == config.wrongPerMinute()) {
                LOG.warnf("%d wrong credentials in this minute from %s", wrong, address);
            }
        }
    }

    private Counts current(long second) {
        Counts now = counts;
        if (now.minute() != second / MINUTE) {
            now = new Counts(second / MINUTE, new ConcurrentHashMap<>());
            counts = now; // of two that do this at once one loses a count
        }
        return now;
    }
}
