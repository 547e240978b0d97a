package dev.payonce.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * What each merchant sent in the time that runs, in Redis, so that all instances count together. Where Redis does not answer
 * soon, nothing is known of anybody, and it is left alone for a moment: one request in {@link #PAUSE} finds out whether it is
 * back, and no other waits for it.
 */
final class RequestCounts {

    /**
     * How a merchant stands.
     *
     * @param sent requests in the time that runs, this one included
     * @param secondsLeft until that time is over, rounded up
     */
    record Standing(long sent, int secondsLeft) {}

    /** Short enough to be limited again soon, long enough that what it costs one request is nothing to the others. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long NOT_AWAY = 0;

    private static final Logger LOG = Logger.getLogger(RequestCounts.class);

    /** One script is one step: nobody counts in between. Redis measures the time, whatever the instances' clocks say. */
    private static final String COUNT = """
            local sent = redis.call('INCR', KEYS[1])
            local left = redis.call('PTTL', KEYS[1])
            if left < 0 then
                left = tonumber(ARGV[1])
                redis.call('PEXPIRE', KEYS[1], left)
            end
            return {sent, left}
            """;

    private final Redis redis;
    private final Duration timeout;
    private final String millis;

    /** By {@link System#nanoTime}, or {@link #NOT_AWAY}. */
    private final AtomicLong askAgainAt = new AtomicLong(NOT_AWAY);

    RequestCounts(Redis redis, Quota quota, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
        this.millis = Long.toString(TimeUnit.SECONDS.toMillis(quota.seconds()));
    }

    /** Counts a request; null where Redis is away. */
    Uni<Standing> count(UUID merchant) {
        if (isLeftAlone()) {
            return Uni.createFrom().nullItem();
        }
        return redis.send(Request.cmd(Command.EVAL)
                        .arg(COUNT)
                        .arg(1)
                        .arg("payonce:rate:" + merchant)
                        .arg(millis))
                .ifNoItem()
                .after(timeout)
                .fail()
                .map(counted -> new Standing(
                        counted.get(0).toLong(), seconds(counted.get(1).toLong())))
                .invoke(this::isBack)
                .onFailure()
                .invoke(this::isAway)
                .onFailure()
                .recoverWithNull();
    }

    private static int seconds(long millisLeft) {
        return (int) Math.max(1, (millisLeft + 999) / 1000);
    }

    private boolean isLeftAlone() {
        long at = askAgainAt.get();
        long now = System.nanoTime();
        return at != NOT_AWAY && (now - at < 0 || !askAgainAt.compareAndSet(at, after(now)));
    }

    private void isAway(Throwable failure) {
        if (askAgainAt.getAndSet(after(System.nanoTime())) == NOT_AWAY) {
            LOG.warnf("Redis does not count requests, so that no merchant is limited now: %s", failure);
        }
    }

    private void isBack() {
        if (askAgainAt.get() != NOT_AWAY && askAgainAt.getAndSet(NOT_AWAY) != NOT_AWAY) {
            LOG.info("Redis counts requests again: merchants are limited.");
        }
    }

    /** Never {@link #NOT_AWAY}. */
    private static long after(long now) {
        return now + PAUSE.toNanos() | 1;
    }
}
