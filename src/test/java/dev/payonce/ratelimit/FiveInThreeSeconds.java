package dev.payonce.ratelimit;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.Processes;
import dev.payonce.receipt.OwnRedis;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The application with a limit, and with a Redis that a test may maltreat. */
public final class FiveInThreeSeconds implements QuarkusTestProfile {

    static final int REQUESTS = 5;
    static final int SECONDS = 3;
    static final int REDIS_TIMEOUT_SECONDS = 2;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "payonce.rate-limit",
                REQUESTS + "/PT" + SECONDS + "S",
                // Generous enough for a busy machine: who is let through for a slow Redis' sake is not counted.
                "payonce.rate-limit.redis-timeout",
                "PT" + REDIS_TIMEOUT_SECONDS + "S");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(EmbeddedTestResource.class), new TestResourceEntry(Server.class));
    }

    /** Starts Redis, and gives it to the tests that have a field for it. */
    public static final class Server implements QuarkusTestResourceLifecycleManager {

        private OwnRedis redis;

        @Override
        public Map<String, String> start() {
            redis = new OwnRedis(Path.of("target", "rate-limit", "redis"), Processes.freePort()).start();
            return Map.of("quarkus.redis.hosts", redis.url());
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(redis, new TestInjector.MatchesType(OwnRedis.class));
        }

        @Override
        public void stop() {
            if (redis != null) {
                redis.close();
            }
        }
    }
}
