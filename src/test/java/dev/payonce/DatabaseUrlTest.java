package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.chaos.Certificate;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatabaseUrlTest {

    private static DatabaseUrl parse(String url) {
        return DatabaseUrl.parse(url, "postgres", "");
    }

    private static String refusal(String url) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> parse(url));
        assertNull(refusal.getCause());
        assertTrue(refusal.getMessage().startsWith("DATABASE_URL has ")
                || refusal.getMessage().startsWith("DATABASE_URL is "));
        assertFalse(refusal.getMessage().contains("secret"), refusal::getMessage);
        return refusal.getMessage();
    }

    /** What the application is configured with: the settings, after expressions in them were looked for. */
    private static String configured(String url, String name) {
        Map<String, String> settings = parse(url).settings();
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValues(settings)
                .withDefaultValue("handed.on", "${payonce.database." + name + ":}")
                .build()
                .getOptionalValue("handed.on", String.class)
                .orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db.example.com:5433/shop, db.example.com, 5433, shop",
        "postgres://db.example.com:5433/shop, db.example.com, 5433, shop",
        "jdbc:postgresql://db.example.com:5433/shop, db.example.com, 5433, shop",
        "postgresql://db.example.com/shop, db.example.com, 5432, shop",
        "postgresql://my_db/shop, my_db, 5432, shop",
        "postgresql://[::1]:5433/shop, ::1, 5433, shop",
        "postgresql://user:secret@db/my%20shop%2C+2, db, 5432, 'my shop,+2'"
    })
    void bothDriversReadTheSameServerAndDatabase(String url, String host, String port, String database) {
        var reactive = PgConnectOptions.fromUri(parse(url).settings().get("payonce.database.reactive-url"));
        assertEquals(host, reactive.getHost());
        assertEquals(Integer.parseInt(port), reactive.getPort());
        assertEquals(database, reactive.getDatabase());

        Properties jdbc = Driver.parseURL(parse(url).jdbcUrl(), null);
        assertEquals(host, jdbc.getProperty("PGHOST").replaceAll("^\\[|]$", ""));
        assertEquals(port, jdbc.getProperty("PGPORT"));
        assertEquals(database, jdbc.getProperty("PGDBNAME"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://shop:secret@db/shop, shop, secret",
        "postgresql://shop@db/shop, shop, environment",
        "postgresql://shop:@db/shop, shop, environment",
        "postgresql://db/shop, environment, environment",
        "jdbc:postgresql://db/shop?user=shop&password=secret, shop, secret",
        "postgresql://shop%40example.com:p%3Aw+%25%2F%40@db/shop, shop@example.com, p:w+%/@",
        "postgresql://shop:a:b@c@db/shop, shop, a:b@c",
        "postgresql://shop:%24%7Bx%7D%24%24y%5C%24@db/shop, shop, ${x}$$y\\$"
    })
    void theUrlsUserAndPasswordWinAndTheEnvironmentFillsWhatItLeavesOut(String url, String user, String password) {
        DatabaseUrl read = DatabaseUrl.parse(url, "environment", "environment");
        assertEquals(user, read.user());
        assertEquals(password, read.password());
        assertFalse((read + read.jdbcUrl()).contains("secret"));
    }

    @Test
    void aPasswordIsNoExpressionOfTheConfiguration() {
        String url = "postgresql://u:%24%7Bpayonce.database.user%7D%24%24y%5C%24@db/shop";
        assertEquals("${payonce.database.user}$$y\\$", configured(url, "password"));
    }

    @ParameterizedTest
    @CsvSource({"postgresql://db/shop, disable, ", "postgresql://db/shop?sslmode=require, require, true"})
    void bothDriversEncryptOrNeitherDoes(String url, String mode, String trustAll) {
        assertEquals(mode, parse(url).settings().get("payonce.database.ssl-mode"));
        assertEquals(trustAll, parse(url).settings().get("payonce.database.trust-all"));
        assertEquals(mode, Driver.parseURL(parse(url).jdbcUrl(), null).getProperty("sslmode"));
    }

    @Test
    void verifyFullTrustsTheNamedCertificatesAlone(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("root, of all &.pem");
        String url = "postgresql://db/shop?sslmode=verify-full&sslrootcert="
                + URLEncoder.encode(file.toString(), StandardCharsets.UTF_8).replace("+", "%20");
        String unreadable =
                "DATABASE_URL has an sslrootcert that cannot be read: a file of certificates in PEM is meant.";
        assertEquals(unreadable, refusal(url));
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
        assertEquals(unreadable, refusal(url));
        Files.writeString(file, "");
        assertEquals("DATABASE_URL has an sslrootcert without a certificate.", refusal(url));

        Files.writeString(file, Certificate.create("trusted").pem());
        assertEquals("verify-full", configured(url, "ssl-mode"));
        assertEquals("true", configured(url, "trust"));
        assertEquals("HTTPS", configured(url, "verify-host"));
        assertNull(configured(url, "trust-all"));
        var files = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValues(parse(url).settings())
                .build()
                .getValues("payonce.database.root-certificates", String.class);
        assertEquals(List.of(file.toString()), files);
        Properties jdbc = Driver.parseURL(parse(url).jdbcUrl(), null);
        assertEquals("verify-full", jdbc.getProperty("sslmode"));
        assertEquals(file.toString(), jdbc.getProperty("sslrootcert"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sslmode=prefer | DATABASE_URL has sslmode=prefer, with which a part of the traffic may go in clear unnoticed; say"
                        + " disable, require or verify-full.",
                "sslmode=allow | DATABASE_URL has sslmode=allow, with which a part of the traffic may go in clear unnoticed; say"
                        + " disable, require or verify-full.",
                "sslmode=verify-ca | DATABASE_URL has sslmode=verify-ca, with which any server that the authority knows may pose as"
                        + " this one; say verify-full.",
                "sslmode=secret | DATABASE_URL has an unknown sslmode; it is disable, require or verify-full.",
                "sslmode=verify-full | DATABASE_URL has sslmode=verify-full and no sslrootcert: the file of the certificates to"
                        + " trust, in PEM.",
                "sslmode=require&sslrootcert=root.pem | DATABASE_URL has an sslrootcert, which only sslmode=verify-full looks at.",
                "sslmode=require&sslmode=disable | DATABASE_URL has the parameter sslmode twice.",
                "password=secret | DATABASE_URL has the password twice.",
                "secret=1 | DATABASE_URL has a parameter other than user, password, sslmode and sslrootcert.",
                "sslmode | DATABASE_URL has a parameter other than user, password, sslmode and sslrootcert.",
                "user=%secret | DATABASE_URL has a % that is not followed by two hexadecimal digits."
            })
    void whatCannotBeKeptIsRefusedWithTheReason(String parameters, String reason) {
        assertEquals(reason, refusal("postgresql://:secret@db/shop?" + parameters));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "db/secret",
                "mysql://user:secret@db/shop",
                "jdbc:mysql://user:secret@db/shop",
                "postgresql:secret",
                "postgresql://user:secret@db",
                "postgresql://user:secret@db/",
                "postgresql:///secret",
                "postgresql://user:secret@db:port/shop",
                "postgresql://user:secret@db/shop/more",
                "postgresql://user:secret@db1,db2/shop",
                "postgresql://user:secret@db1:5432,db2:5432/shop",
                "postgresql://user:sec/ret@db/shop",
                "postgresql://user:secret@db/shop#more",
                "postgresql://user:se cret@d b/shop"
            })
    void anythingElseIsRefusedWithoutQuotingIt(String url) {
        assertEquals(
                "DATABASE_URL is not of the form " + DatabaseUrl.FORM
                        + " with one host; special characters in user and password are percent-encoded.",
                refusal(url));
    }
}
