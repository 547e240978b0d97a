package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Fork;
import dev.payonce.Needed;
import dev.payonce.Processes;
import dev.payonce.deployment.Compose;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The services of {@code compose.yaml} without an engine: each a process with the image's command line and the file's environment,
 * in which the containers' names are replaced by where PostgreSQL, Redis and the others are here.
 */
class ComposeIT {

    private static final Path BALANCER = Path.of("src", "main", "docker", "haproxy.cfg");
    private static final Path SIMULATORS_DATABASE = Path.of("src", "main", "docker", "simulator.sql");
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Compose compose;
    private static Lab lab;
    private static int migrated;
    private static Instance simulator;
    private static Instance one;
    private static Instance two;
    private static String adminToken;

    @BeforeAll
    static void up() throws Exception {
        compose = Compose.read();
        lab = Lab.open("compose");
        lab.change("DROP DATABASE IF EXISTS simulator WITH (FORCE)");
        lab.change("DROP ROLE IF EXISTS payonce");
        lab.change("CREATE ROLE payonce LOGIN PASSWORD 'payonce'");
        lab.change("ALTER DATABASE compose OWNER TO payonce");
        lab.change(Files.readString(SIMULATORS_DATABASE));
        lab.change("ALTER DATABASE simulator OWNER TO payonce");

        migrated = service("migrate", 0).run();
        simulator = service("simulator", 0).launch();
        one = service("payonce-1", simulator.port()).launch();
        two = service("payonce-2", simulator.port()).launch();
        List.of(simulator, one, two).forEach(Instance::awaitReady);
        adminToken = compose.environment("payonce-1").get("ADMIN_TOKEN");
    }

    @AfterAll
    static void down() {
        lab.close();
        lab.change("DROP DATABASE IF EXISTS simulator WITH (FORCE)");
    }

    private static Instance service(String name, int simulatorPort) throws IOException {
        String server = lab.servers().databaseUrl().replaceFirst("/[^/]+$", "/");
        var environment = new HashMap<>(compose.environment(name));
        environment.replaceAll(
                (variable, value) -> value.replace("postgresql://postgres:5432/payonce", server + "compose")
                        .replace("postgresql://postgres:5432/", server)
                        .replace("redis://redis:6379", lab.servers().redisUrl())
                        .replace("http://simulator:8080", "http://127.0.0.1:" + simulatorPort));
        return lab.keep(Instance.of("compose-" + name, Map.copyOf(environment))
                .withJvm(Compose.options().toArray(String[]::new)));
    }

    @Test
    void theMigrationEndsAndTheSchemaIsThereBeforeAnInstanceStarts() throws Exception {
        assertEquals(0, migrated);
        assertTrue(lab.number("SELECT count(*) FROM flyway_schema_history WHERE NOT success") == 0);
        assertTrue(
                Files.readString(one.log()).lines().noneMatch(line -> line.contains("Migrating schema")),
                one.log()::toString);
    }

    @Test
    void whatTellsTheEngineThatAnInstanceIsHealthySaysSo() throws Exception {
        List<String> check = compose.healthcheck("payonce-1").stream()
                .map(part -> part.replace("/8080", "/" + one.port()))
                .toList();
        assertEquals(0, exit(new ProcessBuilder(check)));
        List<String> nobody = compose.healthcheck("payonce-1").stream()
                .map(part -> part.replace("/8080", "/" + Processes.freePort()))
                .toList();
        assertEquals(1, exit(new ProcessBuilder(nobody)));
    }

    @Test
    void whatOneInstanceDidTheOtherAnswersAgain() throws Exception {
        Merchant merchant = Lab.merchant(one, adminToken);
        String key = UUID.randomUUID().toString();
        HttpResponse<String> first = order(one.url(), merchant, key);
        HttpResponse<String> again = order(two.url(), merchant, key);
        assertEquals(201, first.statusCode(), first.body());
        assertEquals(200, again.statusCode(), again.body());
        assertEquals(first.body(), again.body());
    }

    @Test
    void thePipelinesSmokeTestPasses() throws Exception {
        var smoke = new ProcessBuilder(".ci/smoke", one.url().toString(), adminToken);
        assertEquals(0, exit(smoke));
    }

    @Test
    void theBalancerHidesThatAnInstanceDies() throws Exception {
        Path haproxy = Needed.haproxy("The balancer of compose.yaml");
        int port = Processes.freePort();
        Path configuration = Fork.path("haproxy.cfg");
        Files.writeString(
                configuration,
                Files.readString(BALANCER)
                        .replace("bind :8080", "bind 127.0.0.1:" + port)
                        .replace("payonce-1:8080", "127.0.0.1:" + one.port())
                        .replace("payonce-2:8080", "127.0.0.1:" + two.port()));
        URI url = URI.create("http://127.0.0.1:" + port);
        Merchant merchant = Lab.merchant(one, adminToken);
        Process balancer = new ProcessBuilder(haproxy.toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log())
                .start();
        try {
            Await.until(
                    "the balancer answers",
                    SOON,
                    () -> order(url, merchant, "warm-up-of-the-balancer").statusCode() == 200);
            two.kill();
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> placed =
                        order(url, merchant, UUID.randomUUID().toString());
                assertEquals(201, placed.statusCode(), placed.body());
            }
        } finally {
            balancer.destroyForcibly().waitFor();
            two.start();
        }
    }

    private static HttpResponse<String> order(URI at, Merchant merchant, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(at.resolve("/v1/orders"))
                .timeout(SOON)
                .header("Authorization", "Bearer " + merchant.apiKey())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"customer": "ada", "currency": "EUR", "items": [{"sku": "tea", "quantity": 1, "unitPrice": 1200}]}"""))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int exit(ProcessBuilder command) throws Exception {
        Process process =
                command.redirectErrorStream(true).redirectOutput(log()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private static File log() {
        return Fork.path("compose.log").toFile();
    }
}
