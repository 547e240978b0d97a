package dev.payonce.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The OpenAPI document as something to hold answers against: whatever it does not say is an error. */
public final class Contract {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROBLEM = "application/problem+json";

    private final JsonNode document;
    private final List<Operation> operations;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            Dialect.builder(Dialects.getDraft202012())
                    .keyword(new NonValidationKeyword("components"))
                    .build(),
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /** One operation of the document. */
    record Operation(String method, String path, Pattern pattern, JsonNode description) {

        boolean answers(String method, String path) {
            return this.method.equals(method) && pattern.matcher(path).matches();
        }
    }

    /** The document that {@link OpenApiTest} compares with the one that is served. */
    public static Contract inTheRepository() {
        try {
            return new Contract(
                    new YAMLMapper().readTree(Path.of("openapi.yaml").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Contract(JsonNode document) {
        this.document = document;
        this.operations = this.document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(operation -> new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                Pattern.compile(path.getKey().replaceAll("\\{[^}]*}", "[^/]+")),
                                operation.getValue())))
                .sorted((one, other) ->
                        one.path().replace("{", "~").compareTo(other.path().replace("{", "~")))
                .toList();
    }

    List<Operation> operations() {
        return operations;
    }

    JsonNode document() {
        return document;
    }

    /** What is wrong with an answer, or nothing; nothing, too, where the document has no such operation. */
    public Optional<String> fault(String method, String path, int status, HttpHeaders headers, String body) {
        return operations.stream()
                .filter(each -> each.answers(method, path))
                .findFirst() // a path without a parameter comes before the one that would take it for one
                .flatMap(operation -> fault(operation, status, headers, body))
                .map(fault -> method + " " + path + " answers " + status + " " + body + ": " + fault);
    }

    private Optional<String> fault(Operation operation, int status, HttpHeaders headers, String body) {
        JsonNode response = resolved(operation.description().path("responses").path(String.valueOf(status)));
        if (response.isMissingNode()) {
            return Optional.of("the status is not documented");
        }
        Optional<String> id = headers.firstValue("X-Request-ID");
        if (id.isEmpty()) {
            return Optional.of("there is no X-Request-ID");
        }
        Optional<String> inHeaders = headerFault(response, headers);
        if (inHeaders.isPresent()) {
            return inHeaders;
        }
        if (!response.has("content")) {
            return body.isEmpty() ? Optional.empty() : Optional.of("no body is documented");
        }
        String type = status < 400 ? "application/json" : PROBLEM;
        String sent = headers.firstValue("Content-Type").orElse("").replace(";charset=UTF-8", "");
        if (!sent.equals(type)) {
            return Optional.of("the type is " + sent);
        }
        JsonNode content = response.path("content").path(type);
        JsonNode answer = read(body);
        if (status >= 400) {
            String slug = answer.path("type").asText().replace("/problems/", "");
            if (!content.path("examples").has(slug)) {
                return Optional.of("the problem is not documented for it");
            }
            boolean replayed = headers.firstValue("Idempotent-Replayed").isPresent();
            if (!replayed && !answer.path("instance").asText().equals(id.get())) {
                return Optional.of("the instance is not the request's id");
            }
        }
        return validate(operation.method() + operation.path() + status, content.path("schema"), answer);
    }

    /** Of the headers that the document knows, an answer carries those that are documented for it, with such values. */
    private Optional<String> headerFault(JsonNode response, HttpHeaders answered) {
        return document.at("/components/headers").properties().stream()
                .flatMap(known -> answered.firstValue(known.getKey()).stream().flatMap(value -> {
                    JsonNode schema = known.getValue().path("schema");
                    return response.path("headers").has(known.getKey())
                            ? validate("header " + known.getKey(), schema, read(value, schema)).stream()
                            : Stream.of("the header " + known.getKey() + " is not documented");
                }))
                .findFirst();
    }

    private static JsonNode read(String value, JsonNode schema) {
        return schema.path("type").asText().equals("integer") ? read(value) : TextNode.valueOf(value);
    }

    /** What a schema of the document has against a value. */
    Optional<String> validate(String name, JsonNode schema, JsonNode value) {
        var errors = schemas.computeIfAbsent(name, unused -> compile(schema)).validate(value);
        return errors.isEmpty() ? Optional.empty() : Optional.of(errors.toString());
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components")); // where its references lead
        return registry.getSchema(whole);
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
