package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL that shows a certificate, and a user of it who is let in over TLS and with a password alone. */
class EncryptedDatabaseIT {

    private static final String USER = "shop@example";

    /** Each character of it means something in a URL or in the configuration. */
    private static final String PASSWORD = "p:w+%/@?#${x}$$\\";

    private static final Duration SOON = Duration.ofSeconds(30);

    private static Lab lab;
    private static Path accessRules;
    private static String usualAccessRules;
    private static Path trusted;
    private static Path untrusted;

    @BeforeAll
    static void open() throws IOException {
        lab = Lab.open("encrypted");
        Path data = Path.of(lab.text("SHOW data_directory"));
        Certificate certificate = Certificate.create("database");
        Files.writeString(data.resolve("server.crt"), certificate.pem());
        Path key = data.resolve("server.key");
        Files.writeString(key, certificate.keyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        trusted = data.resolveSibling("trusted.pem");
        Files.writeString(trusted, certificate.pem());
        untrusted = data.resolveSibling("untrusted.pem");
        Files.writeString(untrusted, Certificate.create("stranger").pem());

        lab.change("DROP ROLE IF EXISTS \"" + USER + "\"");
        lab.change("CREATE ROLE \"" + USER + "\" LOGIN SUPERUSER PASSWORD '" + PASSWORD + "'");
        accessRules = Path.of(lab.text("SHOW hba_file"));
        usualAccessRules = Files.readString(accessRules);
        Files.writeString(
                accessRules,
                "hostssl all \"" + USER + "\" all scram-sha-256\nhost all \"" + USER + "\" all reject\n"
                        + usualAccessRules);
        lab.change("ALTER SYSTEM SET ssl = on");
        lab.change("SELECT pg_reload_conf()");
        Await.until("PostgreSQL speaks TLS", SOON, () -> lab.text("SHOW ssl").equals("on"));
    }

    @AfterAll
    static void close() throws IOException {
        lab.close();
        Files.writeString(accessRules, usualAccessRules);
        lab.change("ALTER SYSTEM RESET ssl");
        lab.change("SELECT pg_reload_conf()");
    }

    private static String url(String scheme, String parameters) {
        String address = lab.environment().get("DATABASE_URL").replaceFirst("^[a-z]+://", "");
        return scheme + "://" + encoded(USER) + ":" + encoded(PASSWORD) + "@" + address + "?" + parameters;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String verifying(Path root) {
        return "sslmode=verify-full&sslrootcert=" + encoded(root.toString());
    }

    private static Instance instance(String name, String url) {
        return lab.keep(Instance.of("encrypted-" + name, lab.environment())
                .with("DATABASE_URL", url, "DATABASE_USER", "nobody", "DATABASE_PASSWORD", "wrong"));
    }

    private static void serves(Instance instance) {
        lab.merchant(instance.start());
        List<String> encrypted = lab
                .rows(
                        "SELECT DISTINCT ssl::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = ?",
                        USER)
                .stream()
                .map(row -> row.get(0))
                .toList();
        assertEquals(List.of("true"), encrypted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "jdbc:postgresql"})
    void requireEncryptsAndVerifyFullKnowsItsServer(String scheme) {
        String parameters = scheme.equals("postgres") ? "sslmode=require" : verifying(trusted);
        try (Instance instance = instance(scheme.replace(':', '-'), url(scheme, parameters))) {
            serves(instance);
        }
    }

    @Test
    void whoGivesQuarkusItsOwnSettingsNeedsNoDatabaseUrl() {
        String address = lab.environment().get("DATABASE_URL");
        try (Instance instance = instance("settings", "")
                .with("QUARKUS_DATASOURCE_REACTIVE_URL", address + "?sslmode=require")
                .with("QUARKUS_DATASOURCE_REACTIVE_TRUST_ALL", "true")
                .with("QUARKUS_DATASOURCE_USERNAME", USER)
                .with("QUARKUS_DATASOURCE_PASSWORD", PASSWORD.replace("$", "\\$"))) {
            serves(instance);
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsToldInOneLine() throws IOException {
        String line = refusal("untrusted", url("postgresql", verifying(untrusted)));
        assertTrue(line.contains("PKIX"), line);
    }

    @Test
    void aServerThatWantsTlsIsToldInOneLine() throws IOException {
        String line = refusal("clear", url("postgresql", "sslmode=disable"));
        assertTrue(line.contains("pg_hba.conf") && line.contains("no encryption"), line);
    }

    private static String refusal(String name, String url) throws IOException {
        Instance instance = instance(name, url);
        Files.deleteIfExists(instance.log());
        assertEquals(1, instance.launch().awaitEnd());
        List<String> lines = Files.readAllLines(instance.log());
        assertEquals(1, lines.size(), lines::toString);
        String line = lines.get(0);
        assertTrue(line.startsWith("payonce: the database of DATABASE_URL cannot be reached: "), line);
        assertFalse(line.contains(PASSWORD) || line.contains(encoded(PASSWORD)), line);
        return line;
    }

    /** Flyway's connection and ours are made by different drivers: here only ours trusts the wrong one. */
    @Test
    void theReactiveClientChecksTheServerToo() throws Exception {
        Instance instance = instance("half", url("postgresql", verifying(trusted)))
                .with("QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS", untrusted.toString());
        try (instance) {
            instance.launch();
            Await.until(
                    "it answers",
                    Duration.ofSeconds(120),
                    () -> instance.get("/q/health/live").statusCode() == 200);
            assertEquals(503, instance.get("/v1/balances", "sk_of_nobody").statusCode());
            assertEquals(503, instance.get("/q/health/ready").statusCode());
        }
    }
}
