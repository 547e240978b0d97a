package dev.payonce.semantics;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What counts as the same operation is said in four places: by hand here, and from the declarations in the others. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SameOperationEverywhereTest {

    private static final String BEGIN = "<!-- the table of operations, made from the declarations -->";
    private static final String END = "<!-- end of the table -->";

    /** The table that was agreed upon. A change here is a change of the contract. */
    private static final Map<String, Fields> AGREED = new TreeMap<>(Map.of(
            "order.create",
            new Fields(
                    Set.of("customer", "currency", "items", "reference"),
                    Set.of("note", "metadata", "clientNonce", "clientTimestamp", "order of items")),
            "order.cancel",
            new Fields(Set.of("order"), Set.of("reason", "clientNonce", "clientTimestamp")),
            "payment.create",
            new Fields(
                    Set.of("order", "amount", "currency", "paymentMethod"),
                    Set.of("description", "metadata", "clientNonce", "clientTimestamp")),
            "refund.create",
            new Fields(
                    Set.of("payment", "kind", "amount", "reference"),
                    Set.of("reason", "metadata", "clientNonce", "clientTimestamp")),
            "transfer.create",
            new Fields(
                    Set.of("recipient", "amount", "currency", "reference"),
                    Set.of("memo", "metadata", "clientNonce", "clientTimestamp")),
            "receipt.send",
            new Fields(Set.of("order", "email"), Set.of("clientNonce", "clientTimestamp"))));

    private record Fields(Set<String> identity, Set<String> noise) {
        Fields {
            identity = new TreeSet<>(identity);
            noise = new TreeSet<>(noise);
        }
    }

    @Test
    void theApiPublishesTheAgreedTable() throws Exception {
        assertEquals(AGREED, fields(published().path("operations")));
    }

    @Test
    void thePublishedTableIsTheOneThatIsCheckedInForItsVersion() throws Exception {
        JsonNode published = published();
        Path checkedIn = Path.of("src", "test", "resources", "semantics", published.path("version") + ".json");
        assertEquals(new JsonMapper().readTree(checkedIn.toFile()), published);
    }

    @Test
    void theOpenApiDocumentCarriesTheSameTableWithTheSameReasons() throws Exception {
        JsonNode document = new YAMLMapper().readTree(Files.readString(Path.of("openapi.yaml")));
        var documented = new TreeMap<String, JsonNode>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    JsonNode idempotency = method.getValue().path("x-idempotency");
                    if (!idempotency.isMissingNode()) {
                        String route = method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
                        documented.put(route, idempotency);
                    }
                }));
        JsonNode published = published();
        var expected = new TreeMap<String, JsonNode>();
        for (JsonNode row : published.path("operations")) {
            var copy = new JsonMapper().createObjectNode();
            copy.set("operation", row.path("operation"));
            copy.set("version", row.path("version"));
            copy.set("identity", row.path("identity"));
            copy.set("noise", row.path("noise"));
            copy.set("reasons", row.path("reasons"));
            copy.set("rule", row.path("rule"));
            expected.put(row.path("route").asText(), copy);
        }
        assertEquals(expected, documented);
    }

    @Test
    void everyDecisionHasItsReasonAndEveryOperationItsRule() throws Exception {
        for (JsonNode row : published().path("operations")) {
            assertFalse(row.path("rule").asText().isBlank(), row::toString);
            var decided = new ArrayList<>(names(row.path("identity")));
            decided.addAll(names(row.path("noise")));
            decided.forEach(field ->
                    assertFalse(row.path("reasons").path(field).asText().isBlank(), field));
        }
    }

    @Test
    void theReadmeShowsTheSameTable() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String table = table();
        assertTrue(
                readme.contains(table),
                () -> "README.md's table is not made from the declarations of today; paste this:\n" + table);
    }

    /** The README's table as the declarations make it. */
    private static String table() throws Exception {
        var table = new StringBuilder(BEGIN)
                .append("\n| operation | route | IDENTITY | NOISE | what outlives the key |\n|---|---|---|---|---|\n");
        for (JsonNode row : published().path("operations")) {
            table.append("| `%s` | `%s` | %s | %s | %s |%n"
                    .formatted(
                            row.path("operation").asText(),
                            row.path("route").asText(),
                            quoted(row.path("identity")),
                            quoted(row.path("noise")),
                            row.path("rule").asText())
                    .replace("\r", ""));
        }
        return table.append(END).toString();
    }

    private static String quoted(JsonNode fields) {
        return names(fields).stream()
                .map(field -> field.contains(" ") ? field : "`" + field + "`")
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Fields> fields(JsonNode rows) {
        var fields = new TreeMap<String, Fields>();
        for (JsonNode row : rows) {
            fields.put(
                    row.path("operation").asText(),
                    new Fields(new TreeSet<>(names(row.path("identity"))), new TreeSet<>(names(row.path("noise")))));
        }
        return fields;
    }

    private static List<String> names(JsonNode array) {
        var names = new ArrayList<String>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static JsonNode published() throws Exception {
        return new JsonMapper()
                .readTree(given().header("Authorization", "Bearer sk_dev_acme")
                        .get("/v1/semantics")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }
}
