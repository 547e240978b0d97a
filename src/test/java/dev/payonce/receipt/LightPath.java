package dev.payonce.receipt;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.Processes;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/** The application with a mail server and a Redis that a test may maltreat, and with short times. */
public final class LightPath implements QuarkusTestProfile {

    static final Path DIRECTORY = Path.of("target", "light-path");

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                // As many as the tests' storms, and no more.
                "payonce.receipt.at-once", "50",
                // Generous enough for a busy machine, and short enough to be waited for.
                "payonce.receipt.redis-timeout", "PT3S",
                "payonce.receipt.send-timeout", "PT4S",
                "payonce.receipt.processing-expiry", "PT20S");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(EmbeddedTestResource.class), new TestResourceEntry(Servers.class));
    }

    /** Starts the two, and gives them to the tests that have a field for them. */
    public static final class Servers implements QuarkusTestResourceLifecycleManager {

        private SmtpServer smtp;
        private OwnRedis redis;

        @Override
        public Map<String, String> start() {
            try {
                FileUtils.deleteDirectory(DIRECTORY.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            smtp = SmtpServer.plain();
            redis = new OwnRedis(DIRECTORY.resolve("redis"), Processes.freePort()).start();
            String[] mailServer = smtp.hostAndPort().split(":");
            return Map.of(
                    "payonce.mail.in-memory",
                    "false",
                    "payonce.mail.host",
                    mailServer[0],
                    "payonce.mail.port",
                    mailServer[1],
                    "quarkus.redis.hosts",
                    redis.url());
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(smtp, new TestInjector.MatchesType(SmtpServer.class));
            injector.injectIntoFields(redis, new TestInjector.MatchesType(OwnRedis.class));
        }

        @Override
        public void stop() {
            if (smtp != null) {
                smtp.close();
            }
            if (redis != null) {
                redis.close();
            }
        }
    }
}
