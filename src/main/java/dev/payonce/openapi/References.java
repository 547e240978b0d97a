package dev.payonce.openapi;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Which schemas are needed for what. */
final class References {

    static final String COMPONENT = "#/components/schemas/";

    private References() {}

    /** The schemas of request bodies and of parameters. */
    static Stream<Schema> sent(OpenAPI document) {
        return operations(document)
                .flatMap(operation -> Stream.concat(
                        operation.getRequestBody() == null
                                ? Stream.of()
                                : schemas(operation.getRequestBody().getContent()),
                        operation.getParameters().stream()
                                .map(parameter -> parameter.getSchema())
                                .filter(Objects::nonNull)));
    }

    /** The schemas of answers, those of the components included. */
    static Stream<Schema> answered(OpenAPI document) {
        return Stream.concat(
                        operations(document)
                                .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream()),
                        document.getComponents().getResponses().values().stream())
                .flatMap(response -> schemas(response.getContent()));
    }

    /** The names of the components that {@code roots} refer to, directly or not. */
    static Set<String> of(Stream<Schema> roots, Map<String, Schema> components) {
        Set<String> names = new LinkedHashSet<>();
        Deque<Schema> open = new ArrayDeque<>(roots.toList());
        while (!open.isEmpty()) {
            Schema schema = open.pop();
            if (schema.getRef() != null && schema.getRef().startsWith(COMPONENT)) {
                String name = schema.getRef().substring(COMPONENT.length());
                if (names.add(name)) {
                    open.push(Objects.requireNonNull(components.get(name), name));
                }
            }
            open.addAll(parts(schema));
        }
        return names;
    }

    private static List<Schema> parts(Schema schema) {
        return Stream.of(
                        schema.getProperties() == null
                                ? List.<Schema>of()
                                : schema.getProperties().values(),
                        schema.getItems() == null ? List.<Schema>of() : List.of(schema.getItems()),
                        schema.getAdditionalPropertiesSchema() == null
                                ? List.<Schema>of()
                                : List.of(schema.getAdditionalPropertiesSchema()),
                        list(schema.getAllOf()),
                        list(schema.getAnyOf()),
                        list(schema.getOneOf()))
                .flatMap(Collection::stream)
                .toList();
    }

    private static List<Schema> list(List<Schema> schemas) {
        return schemas == null ? List.of() : schemas;
    }

    private static Stream<Operation> operations(OpenAPI document) {
        return document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream());
    }

    private static Stream<Schema> schemas(Content content) {
        return content == null
                ? Stream.of()
                : content.getMediaTypes().values().stream().map(MediaType::getSchema);
    }
}
