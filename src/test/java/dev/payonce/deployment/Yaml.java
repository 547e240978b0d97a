package dev.payonce.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads YAML with its anchors and merges, which Jackson does not know, into Jackson's trees. */
final class Yaml {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Yaml() {}

    static List<JsonNode> documents(Path file) throws IOException {
        var documents = new ArrayList<JsonNode>();
        for (Object document : new org.yaml.snakeyaml.Yaml().loadAll(Files.readString(file))) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    static JsonNode document(Path file) throws IOException {
        return documents(file).get(0);
    }
}
