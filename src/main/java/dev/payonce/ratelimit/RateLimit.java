package dev.payonce.ratelimit;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_BEFORE;

import dev.payonce.api.Call;
import dev.payonce.api.Caller;
import dev.payonce.problem.ProblemException;
import dev.payonce.ratelimit.RequestCounts.Standing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets a merchant's requests through until there were too many, and tells on each answer how many more may come: in the form of
 * draft-ietf-httpapi-ratelimit-headers-10, of which RateLimit says what is left and RateLimit-Policy what is granted.
 */
@ApplicationScoped
class RateLimit {

    private static final String POLICY_HEADER = "RateLimit-Policy";
    private static final String HEADER = "RateLimit";

    private final RateLimitConfig config;
    private final Redis redis;

    /** Null where there is no limit. */
    private Quota quota;

    private RequestCounts counts;
    private final Counter refused;
    private final Counter uncounted;

    RateLimit(RateLimitConfig config, Redis redis, MeterRegistry meters) {
        this.config = config;
        this.redis = redis;
        this.refused = meters.counter("rate.limit.refused");
        this.uncounted = meters.counter("rate.limit.uncounted");
    }

    /** A limit that is none stops the start, before the scheduler begins, whose jobs would run into the stop. */
    void read(@Observes @Priority(PLATFORM_BEFORE - 1) StartupEvent starting) {
        try {
            quota = Quota.parse(config.limit()).orElse(null);
        } catch (IllegalArgumentException malformed) {
            // The one exception of which Quarkus prints the message alone.
            throw new ConfigurationException("payonce: PAYONCE_RATE_LIMIT is " + config.limit()
                    + ", neither off nor requests in a time of whole seconds up to a day, for instance 100/PT1S.");
        }
        if (quota != null) {
            counts = new RequestCounts(redis, quota, config.redisTimeout());
        }
    }

    /** Counts a request and fails it where it is one too many; null where there is nothing to count. */
    Uni<Void> admit(RoutingContext call) {
        Caller caller = quota == null ? null : Call.knownCaller(call);
        if (caller == null) {
            return null;
        }
        HttpServerResponse response = call.response();
        response.putHeader(POLICY_HEADER, "\"default\";q=" + quota.requests() + ";w=" + quota.seconds());
        return counts.count(caller.merchant())
                .invoke(standing -> {
                    if (standing == null) {
                        uncounted.increment();
                    } else {
                        tell(standing, response);
                    }
                })
                .replaceWithVoid();
    }

    private void tell(Standing standing, HttpServerResponse response) {
        long left = Math.max(0, quota.requests() - standing.sent());
        response.putHeader(HEADER, "\"default\";r=" + left + ";t=" + standing.secondsLeft());
        if (standing.sent() > quota.requests()) {
            refused.increment();
            throw ProblemException.tooMany(
                    "You may send " + quota.requests() + " requests in " + quota.seconds() + " s.",
                    standing.secondsLeft());
        }
    }
}
