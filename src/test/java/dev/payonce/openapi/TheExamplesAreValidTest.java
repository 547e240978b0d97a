package dev.payonce.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the document says by example, and whether it says all that it should. */
class TheExamplesAreValidTest {

    private final Contract contract = Contract.inTheRepository();

    @Test
    void everyExampleIsOfItsSchema() {
        List<String> faults = new ArrayList<>();
        int examined = 0;
        for (Contract.Operation operation : contract.operations()) {
            String route = operation.method() + " " + operation.path();
            examined += examine(route, operation.description().path("requestBody"), faults);
            for (var response : operation.description().path("responses").properties()) {
                examined += examine(route + " " + response.getKey(), contract.resolved(response.getValue()), faults);
            }
        }
        assertEquals(List.of(), faults);
        assertTrue(examined > 100, () -> "far more examples than these are there");
    }

    @Test
    void everyExampleIsOfASchemaThatIsThere() {
        Set<String> leftOver = new TreeSet<>(Examples.schemas());
        contract.document().at("/components/schemas").fieldNames().forEachRemaining(leftOver::remove);
        assertEquals(Set.of(), leftOver);
    }

    @Test
    void anAnswerThatTheDocumentDoesNotHaveIsAFault() {
        HttpHeaders headers = HttpHeaders.of(
                Map.of("X-Request-ID", List.of("r-1"), "Content-Type", List.of("application/json")),
                (name, value) -> true);
        String receipt = "{\"status\": \"SENT\"}";
        String path = "/v1/orders/019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31/receipts";
        assertEquals(Optional.empty(), contract.fault("POST", path, 200, headers, receipt));
        for (String other : List.of("{}", "{\"status\": \"LOST\"}", "[]", "{\"status\": null}")) {
            assertTrue(contract.fault("POST", path, 200, headers, other).isPresent(), other);
        }
        assertTrue(contract.fault("POST", path, 206, headers, receipt).isPresent());
        assertTrue(contract.fault("POST", path, 404, headers, receipt).isPresent());
        assertTrue(contract.fault("POST", path, 200, HttpHeaders.of(Map.of(), (name, value) -> true), receipt)
                .isPresent());
    }

    private int examine(String where, JsonNode bodyOrResponse, List<String> faults) {
        int examined = 0;
        for (JsonNode content : bodyOrResponse.path("content")) {
            List<JsonNode> examples = new ArrayList<>();
            Optional.ofNullable(content.get("example")).ifPresent(examples::add);
            content.path("examples")
                    .forEach(each -> examples.add(contract.resolved(each).path("value")));
            for (JsonNode example : examples) {
                contract.validate(where, content.path("schema"), example)
                        .ifPresent(fault -> faults.add(where + " " + example + ": " + fault));
                examined++;
            }
        }
        return examined;
    }

    @Test
    void everyFieldParameterAndHeaderIsDescribed() {
        List<String> silent = new ArrayList<>();
        contract.document()
                .path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(field -> {
                            if (!field.getValue().has("description")) {
                                silent.add(schema.getKey() + "." + field.getKey());
                            }
                        }));
        contract.operations()
                .forEach(operation -> operation.description().path("parameters").forEach(parameter -> {
                    if (!contract.resolved(parameter).has("description")) {
                        silent.add(operation.path() + " " + parameter);
                    }
                }));
        contract.document().path("components").path("headers").properties().forEach(header -> {
            if (!header.getValue().has("description")) {
                silent.add(header.getKey());
            }
        });
        assertEquals(List.of(), silent);
    }

    @Test
    void noComponentIsThereForNothing() {
        String text = contract.document().toString();
        List<String> unused = new ArrayList<>();
        contract.document()
                .path("components")
                .properties()
                .forEach(kind -> kind.getValue().fieldNames().forEachRemaining(name -> {
                    boolean scheme = kind.getKey().equals("securitySchemes");
                    String use =
                            scheme ? "{\"" + name + "\":[]}" : "\"#/components/" + kind.getKey() + "/" + name + "\"";
                    if (!text.contains(use)) {
                        unused.add(kind.getKey() + "/" + name);
                    }
                }));
        assertEquals(List.of(), unused);
    }
}
