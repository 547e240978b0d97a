package dev.payonce.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.idempotency.OperationKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys are stored with a version of what counts, so what a version means never changes once it was released. Each has
 * its table checked in as {@code src/test/resources/semantics/<version>.json}, as {@code GET /v1/semantics} shows it.
 */
class ReleasedVersionsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CHECKED_IN = Path.of("src", "test", "resources", "semantics");
    private static final Path MADE = Path.of("target", "semantics");

    @Test
    void everyVersionMeansWhatItMeantWhenItWasCheckedIn() throws IOException {
        Files.createDirectories(MADE);
        var complaints = new ArrayList<String>();
        for (int version = 1; version <= Semantics.NEWEST.version(); version++) {
            Semantics made = Semantics.upTo(version);
            if (made.version() == version) {
                JSON.writerWithDefaultPrettyPrinter()
                        .writeValue(file(MADE, version).toFile(), made);
                Path known = file(CHECKED_IN, version);
                String complaint = complaint(Files.exists(known) ? JSON.readTree(known.toFile()) : null, made);
                if (complaint != null) {
                    complaints.add(complaint);
                }
            }
        }
        if (!complaints.isEmpty()) {
            fail(String.join("\n", complaints));
        }
    }

    private static Path file(Path directory, int version) {
        return directory.resolve(version + ".json");
    }

    /** What is to be done about a table that is not the one that is checked in for its version; null if it is. */
    private static String complaint(JsonNode checkedIn, Semantics made) {
        int version = made.version();
        String renew = "cp " + file(MADE, version) + " " + file(CHECKED_IN, version);
        if (checkedIn == null) {
            return "Version " + version + " of what counts is new. If that is meant: " + renew;
        }
        JsonNode now = JSON.valueToTree(made);
        if (!identity(checkedIn).equals(identity(now))) {
            return "What counts has changed, and its version " + version
                    + " has not, which keys are stored with.\nIt was "
                    + identity(checkedIn) + "\nand is  " + identity(now)
                    + "\nUndo that, or declare it as of version " + (version + 1)
                    + ": the Javadoc of Identity says how.";
        }
        boolean newest = version == Semantics.NEWEST.version();
        return newest && !checkedIn.equals(now) ? "Only words or noise have changed. If that is meant: " + renew : null;
    }

    private static List<String> identity(JsonNode table) {
        var identity = new ArrayList<String>();
        for (JsonNode row : table.path("operations")) {
            var fields = new ArrayList<String>();
            row.path("identity").forEach(field -> fields.add(field.asText()));
            row.path("noise").forEach(field -> {
                if (field.asText().startsWith(OperationKind.ORDER_OF)) {
                    fields.add("not " + field.asText());
                }
            });
            identity.add(row.path("operation").asText() + " (version " + row.path("version") + ") by "
                    + String.join(", ", fields));
        }
        return identity;
    }

    public record Released(
            @Identity("Another name.") String name,
            @Noise("Words.") String note) {}

    public record Reworded(
            @Identity("A different name.") String name,
            @Noise("Words.") String note) {}

    public record Changed(
            @Identity("Another name.") String name,
            @Identity("Words that count.") String note) {}

    public record Raised(
            @Identity("Another name.") String name,

            @Identity(value = "Words that count.", since = 2)
            String note) {}

    public record Reordered(
            @Identity("Another name.") List<String> name,
            @Noise("Words.") String note) {}

    public record Unordered(
            @Identity(value = "Another name.", unordered = true)
            List<String> name,

            @Noise("Words.") String note) {}

    private static Semantics table(Class<? extends Record> request) {
        return table(request, Integer.MAX_VALUE);
    }

    private static Semantics table(Class<? extends Record> request, int cap) {
        return Semantics.of(List.of(new OperationKind<>("thing.do", "POST /things", request, "none")), cap);
    }

    private static String complaint(Class<? extends Record> released, Class<? extends Record> now) {
        return complaint(JSON.valueToTree(table(released)), table(now));
    }

    @Test
    void aChangeOfWhatCountsWithoutANewVersionFailsTheBuildAndTheFailureSaysWhatToDo() {
        assertNull(complaint(Released.class, Released.class));
        assertTrue(complaint(Released.class, Changed.class).contains("declare it as of version 2"));
        assertTrue(complaint(Changed.class, Released.class).contains("declare it as of version 2"));
        assertTrue(complaint(Reordered.class, Unordered.class).contains("declare it as of version 2"));
        assertTrue(complaint(Released.class, Reworded.class).contains("Only words"));
        assertEquals(
                "Version 2 of what counts is new. If that is meant: cp target/semantics/2.json "
                        + "src/test/resources/semantics/2.json",
                complaint(null, table(Raised.class)).replace('\\', '/'));
        assertEquals(
                identity(JSON.valueToTree(table(Released.class))),
                identity(JSON.valueToTree(table(Raised.class, 1))),
                "the version before stays as it was");
    }

    /** Computed once by {@code sha256sum} over version, operation and canonical form, with a line feed between them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order.create | {\"customer\": \"Zo\u00eb\", \"currency\": \"EUR\", \"reference\": \"r-1\", \"items\": [{\"sku\": \"tea\", \"quantity\": 2, \"unitPrice\": 1200}, {\"sku\": \"pot\", \"quantity\": 1.0, \"unitPrice\": 25e2}]} | a025c1b781b061ca99d9c56c3e94f172adf37f6b156a60c63b4739649295848f",
                "order.cancel | {\"reason\": \"twice\"} | 4876d5ca3c60dd8b073fc56543f741b2fdf86248ded2ef302fd7ba638001867b",
                "payment.create | {\"amount\": 1000, \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"} | 14dbef542441d205c9edd082ac2852ab9448a932b3876939d4f83946f6902fab",
                "refund.create | {\"kind\": \"PARTIAL\", \"amount\": 400, \"reference\": \"r-2\"} | 41b3bf0fed27e72ab71c34d7bbd2b26deb01fb55a5ce56d95c5be9302566ecb1",
                "transfer.create | {\"recipient\": \"acct_1\", \"amount\": 400, \"currency\": \"JPY\", \"reference\": \"r-3\"} | ecce25a41b6a96757370179675e2bd00cbc2298fc78f4e73e30d9b1c35b5c0d3",
                "receipt.send | {\"email\": \"ada@example.com\"} | 9d15b76950e4d0ab35cbbe223bbb7d078da6ed2daa327942a35b71f51f273f48"
            })
    void aKeyThatWasStoredWithVersionOneIsStillMetByItsDigest(String operation, String body, String digest)
            throws IOException {
        assertEquals(digest, digest(operation, body));
    }

    private static String digest(String name, String body) throws IOException {
        return digest(
                Semantics.ALL.stream()
                        .filter(each -> each.isNamed(name))
                        .findFirst()
                        .orElseThrow(),
                body);
    }

    private static <R extends Record> String digest(OperationKind<R> operation, String body) throws IOException {
        Object[] ids = operation.path().stream()
                .map(field -> UUID.fromString("019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31"))
                .toArray();
        var fingerprint = operation.fingerprint(JSON.readValue(body, operation.request()), ids);
        return HexFormat.of().formatHex(fingerprint.upTo(1).digest());
    }
}
