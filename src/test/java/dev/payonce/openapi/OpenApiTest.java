package dev.payonce.openapi;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.swagger.v3.parser.OpenAPIV3Parser;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class OpenApiTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CHECKED_IN = Path.of("openapi.yaml");
    private static final Path BUILT = Path.of("target", "openapi.yaml");

    @Test
    void theDocumentInTheRepositoryIsTheOneThatIsServed() throws Exception {
        String served =
                given().get("/q/openapi").then().statusCode(200).extract().asString();
        Files.writeString(BUILT, served);
        assertEquals(
                Files.exists(CHECKED_IN) ? Files.readString(CHECKED_IN) : "",
                served,
                "openapi.yaml is not what this build serves; if it should be: cp target/openapi.yaml openapi.yaml");
    }

    @Test
    void aParserOfOthersFindsNothingToComplainAbout() throws Exception {
        var parsed =
                new OpenAPIV3Parser().readContents(given().get("/q/openapi").asString());
        assertEquals(List.of(), parsed.getMessages());
        Set<String> routes = new TreeSet<>();
        operations((route, operation) -> routes.add(route));
        assertEquals(
                routes.size(),
                parsed.getOpenAPI().getPaths().values().stream()
                        .mapToInt(path -> path.readOperations().size())
                        .sum());
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        JsonNode document = document();
        List<String> broken = new ArrayList<>();
        document.findValuesAsText("$ref").forEach(reference -> {
            if (!reference.startsWith("#/")
                    || document.at(reference.substring(1)).isMissingNode()) {
                broken.add(reference);
            }
        });
        assertEquals(List.of(), broken);
    }

    @Test
    void everyRouteIsDescribedAndNothingElseIs() throws Exception {
        Set<String> routes = new TreeSet<>();
        operations((route, operation) -> routes.add(route));
        Set<String> declared = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.payonce").stream()
                        .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
                        .flatMap(type -> type.getMethods().stream())
                        .flatMap(method -> route(method.reflect()).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(declared, routes);
    }

    /** The route of a resource's method, unless it is hidden or no such method. */
    private static Optional<String> route(Method method) {
        Operation operation = method.getAnnotation(Operation.class);
        if (operation != null && operation.hidden()) {
            return Optional.empty();
        }
        String path = Stream.of(method.getDeclaringClass(), method)
                .map(place -> place.getAnnotation(jakarta.ws.rs.Path.class))
                .filter(Objects::nonNull)
                .map(jakarta.ws.rs.Path::value)
                .collect(Collectors.joining());
        return Stream.of(method.getAnnotations())
                .flatMap(each -> Stream.ofNullable(each.annotationType().getAnnotation(HttpMethod.class)))
                .map(verb -> verb.value() + " " + path)
                .findFirst();
    }

    @Test
    void everyOperationNamesItsSchemeItsProblemsAndTheRequestIdInEachAnswer() throws Exception {
        JsonNode document = document();
        operations((route, operation) -> {
            assertFalse(operation.path("summary").asText().isEmpty(), route);
            assertEquals(
                    route.equals("POST /semantics/compare") ? 0 : 1,
                    operation.path("security").size(),
                    route);
            assertTrue(operation.toString().contains("#/components/parameters/RequestId"), route);
            operation.path("responses").properties().forEach(response -> {
                JsonNode answer = response.getValue().has("$ref")
                        ? document.at(response.getValue().path("$ref").asText().substring(1))
                        : response.getValue();
                String what = route + " " + response.getKey();
                assertTrue(answer.path("headers").has("X-Request-ID"), what);
                if (response.getKey().equals("204")) {
                    assertFalse(answer.has("content"), what);
                    return;
                }
                boolean problem = Integer.parseInt(response.getKey()) >= 400;
                JsonNode content =
                        answer.path("content").path(problem ? "application/problem+json" : "application/json");
                assertTrue(content.has("schema"), what);
                assertTrue(content.has("example") || content.has("examples"), what);
                if (problem) {
                    assertEquals(
                            "#/components/schemas/Problem" + response.getKey(),
                            content.path("schema").path("$ref").asText(),
                            what);
                }
            });
        });
    }

    @Test
    void everyCommandTakesAKeyTellsWhatCountsAndShowsTheHeadersOfItsAnswers() throws Exception {
        Set<String> exampleKeys = new TreeSet<>();
        operations((route, operation) -> {
            // Giving a key up is no operation of its own.
            boolean command = route.startsWith("POST /v1/") && !route.endsWith("/abandon");
            assertEquals(command, operation.has("x-idempotency"), route);
            if (!operation.has("x-idempotency")) {
                return;
            }
            List<String> keys = new ArrayList<>();
            operation.path("parameters").forEach(parameter -> {
                if (parameter.path("name").asText().equals("Idempotency-Key")) {
                    keys.add(parameter.path("example").asText());
                }
            });
            assertEquals(1, keys.size(), route);
            assertTrue(exampleKeys.add(keys.get(0)), "an example of its own: two commands are two intents, " + route);
            assertFalse(requestExample(operation).isMissingNode(), route);
            JsonNode responses = operation.path("responses");
            for (String status : List.of("200", "400", "401", "409", "413", "415", "422", "503")) {
                assertTrue(responses.has(status), route + " " + status);
            }
            assertEquals(!route.endsWith("/receipts"), responses.has("410"), route); // those Redis guards
            JsonNode replay = responses.path("200").path("headers");
            assertTrue(replay.has("Idempotent-Replayed"), route);
            assertTrue(replay.has("X-Idempotent-Result"), route);
            assertTrue(replay.has("X-Original-Request-ID"), route);
            assertTrue(responses.path("409").path("headers").has("Retry-After"), route);
            if (responses.has("202")) {
                assertTrue(responses.path("202").path("headers").has("Link"), route);
            }
        });
    }

    @Test
    void theSimulatorIsNotPartOfTheApi() throws Exception {
        document()
                .path("paths")
                .fieldNames()
                .forEachRemaining(path -> assertFalse(path.startsWith("/simulator"), path));
    }

    @Test
    void everyExampleIsAcceptedAndAnsweredInTheDocumentedForm() throws Exception {
        String order = execute("POST /v1/orders", Map.of());
        String payment = execute("POST /v1/orders/{id}/payments", Map.of("id", order));
        execute("POST /v1/payments/{id}/refunds", Map.of("id", payment));
        execute("POST /v1/transfers", Map.of());
        if (document().path("paths").has("/v1/orders/{id}/receipts")) {
            execute("POST /v1/orders/{id}/receipts", Map.of("id", order));
        }
        ObjectNode another =
                (ObjectNode) requestExample(operation("POST /v1/orders")).deepCopy();
        String second = send("/v1/orders", another.put("reference", "another")).path("id");
        execute("POST /v1/orders/{id}/cancel", Map.of("id", second));
        execute("POST /semantics/compare", Map.of());
        for (String path : List.of(
                "/v1/orders/" + order,
                "/v1/orders",
                "/v1/orders/" + order + "/payments",
                "/v1/payments/" + payment,
                "/v1/payments/" + payment + "/refunds",
                "/v1/balances",
                "/v1/operations",
                "/v1/operations/" + order,
                "/v1/events",
                "/v1/reconciliation",
                "/v1/semantics")) {
            String route = "GET " + path.replace(order, "{id}").replace(payment, "{id}");
            JsonNode answer = JSON.readTree(
                    asGlobex().get(path).then().statusCode(200).extract().asString());
            assertSameForm(route, operation(route).at("/responses/200/content/application~1json/example"), answer);
        }
    }

    /** Sends an operation's own example; answers the id of what it made, or null. */
    private static String execute(String route, Map<String, String> ids) throws Exception {
        JsonNode operation = operation(route);
        int first = operation.path("responses").has("201") ? 201 : 200;
        String path = route.substring("POST ".length());
        for (var id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        Response response = send(path, requestExample(operation));
        assertEquals(first, response.statusCode(), () -> route + ": " + response.asString());
        JsonNode answer = JSON.readTree(response.asString());
        assertSameForm(route, operation.at("/responses/" + first + "/content/application~1json/example"), answer);
        return answer.path("id").asText(null);
    }

    private static Response send(String path, JsonNode body) {
        return asGlobex()
                .contentType("application/json")
                .header("Idempotency-Key", "example-" + UUID.randomUUID())
                .body(body.toString())
                .post(path);
    }

    private static io.restassured.specification.RequestSpecification asGlobex() {
        return given().header("Authorization", "Bearer sk_dev_globex");
    }

    private static void assertSameForm(String route, JsonNode example, JsonNode answer) {
        assertNotNull(example, route);
        assertEquals(names(example), names(answer), route + " answers other fields than its example shows");
        if (example.has("data")) {
            assertEquals(
                    names(example.path("data").path(0)),
                    names(answer.path("data").path(0)),
                    route);
        }
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode requestExample(JsonNode operation) {
        return operation.at("/requestBody/content/application~1json/example");
    }

    private static JsonNode operation(String route) throws Exception {
        String[] parts = route.split(" ");
        JsonNode operation = document().path("paths").path(parts[1]).path(parts[0].toLowerCase(java.util.Locale.ROOT));
        assertFalse(operation.isMissingNode(), route);
        return operation;
    }

    private static void operations(BiConsumer<String, JsonNode> each) throws Exception {
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> each.accept(
                                operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
    }

    private static JsonNode document() throws Exception {
        return JSON.readTree(given().get("/q/openapi?format=json").asString());
    }
}
