package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.payonce.Needed;
import dev.payonce.NpmTools;
import dev.payonce.NpmTools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The browser SDK as a package for npm: packed, installed into an empty project, and used there. */
class NpmPackageTest {

    private static final Path SOURCE = Path.of("src", "client", "js");
    private static final Path TYPES =
            Path.of("src", "main", "resources", "META-INF", "resources", "sdk", "payonce.d.ts");
    private static final Path PROJECT = Path.of("target", "npm");
    private static final String UNTESTED = "The npm package";

    private static Path node;

    @BeforeAll
    static void packAndInstall() throws Exception {
        node = Needed.node(UNTESTED);
        String npm = Needed.npm(UNTESTED).toString();
        FileUtils.deleteDirectory(PROJECT.toFile());
        Files.createDirectories(PROJECT);
        Files.writeString(PROJECT.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
        String here = PROJECT.toAbsolutePath().toString();
        succeeds(NpmTools.run(PROJECT, npm, "pack", SOURCE.toAbsolutePath().toString(), "--pack-destination", here));
        succeeds(NpmTools.run(
                PROJECT, npm, "install", "--offline", "--no-audit", "--no-fund", "./payonce-" + version() + ".tgz"));
    }

    private static String version() throws IOException {
        return Json.read(Files.readString(SOURCE.resolve("package.json")))
                .path("version")
                .asText();
    }

    @Test
    void itHasTheVersionOfTheBuildAndTheFilesThatAreServed() throws IOException {
        Path installed = PROJECT.resolve(Path.of("node_modules", "payonce"));
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<version>" + version() + "</version>"));
        try (var files = Files.list(installed)) {
            assertEquals(
                    Set.of("package.json", "README.md", "payonce.js", "payonce.d.ts"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
        for (String file : Set.of("payonce.js", "payonce.d.ts")) {
            assertEquals(-1, Files.mismatch(installed.resolve(file), TYPES.resolveSibling(file)), file);
        }
    }

    @Test
    void itIsPackedAsThePageAboutClientsSays() throws IOException {
        assertTrue(Files.readString(Path.of("docs", "clients.md")).contains("\nnpm pack ./src/client/js\n"));
    }

    @Test
    void theExampleOfItsPagePaysInNode() throws Exception {
        var server = new ScriptedServer();
        try {
            String page = Files.readString(SOURCE.resolve("README.md"));
            String example = page.split("```js\n")[1].split("```")[0];
            Files.writeString(
                    PROJECT.resolve("example.js"),
                    example.replace(
                                    "new Payonce({",
                                    "new Payonce({ baseUrl: '" + server.start() + "', allowMemory: true,")
                            + "\nconsole.log(answer.status, answer.key === intent.key);\n");
            Run run = NpmTools.run(PROJECT, node.toString(), "example.js");
            succeeds(run);
            assertTrue(run.output().contains("201 true"), run.output());
            assertEquals(1, server.effects().size());
        } finally {
            server.stop();
        }
    }

    @Test
    void theTypesLetThroughWhatIsRightAndNothingElse() throws Exception {
        Files.copy(Path.of("src", "test", "js", "types.ts"), PROJECT.resolve("types.ts"));
        succeeds(NpmTools.fetched("The npm package's types")
                .tool(
                        PROJECT,
                        "tsc",
                        "--noEmit",
                        "--strict",
                        "--target",
                        "es2022",
                        "--module",
                        "nodenext",
                        "--lib",
                        "es2022,dom",
                        "types.ts"));
    }

    @Test
    void theTypesHaveTheFieldsOfTheOpenApiDocument() throws IOException {
        String types = Files.readString(TYPES);
        JsonNode schemas = new YAMLMapper()
                .readTree(Files.readString(Path.of("openapi.yaml")))
                .path("components")
                .path("schemas");
        for (String resource : Set.of("Order", "Payment", "Refund", "Transfer")) {
            assertEquals(
                    properties(schemas.path(resource)),
                    fields(types, "export interface " + resource + " \\{\\n(.*?)\\n}"),
                    resource);
        }
        String noise = "export interface ClientNoise \\{\\n(.*?)\\n}";
        Map.of(
                        Action.ORDER_CREATE, "OrderRequest",
                        Action.ORDER_CANCEL, "CancelRequest",
                        Action.PAYMENT_CREATE, "PaymentRequest",
                        Action.REFUND_CREATE, "RefundRequest",
                        Action.TRANSFER_CREATE, "TransferRequest",
                        Action.RECEIPT_SEND, "ReceiptRequest")
                .forEach((action, schema) -> {
                    Set<String> expected = properties(schemas.path(schema));
                    expected.remove("idempotencyKey"); // the SDK's own business
                    Pattern.compile("\\{(\\w+)}")
                            .matcher(action.path())
                            .results()
                            .map(id -> id.group(1))
                            .forEach(expected::add);
                    Set<String> declared = fields(types, "'" + action.wire() + "': ClientNoise & \\{\\n(.*?)\\n  }");
                    declared.addAll(fields(types, noise));
                    assertEquals(expected, declared, action.wire());
                });
    }

    private static Set<String> properties(JsonNode schema) {
        var names = new TreeSet<String>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        assertTrue(!names.isEmpty(), schema::toString);
        return names;
    }

    private static Set<String> fields(String types, String declaration) {
        Matcher body = Pattern.compile(declaration, Pattern.DOTALL).matcher(types);
        assertTrue(body.find(), declaration);
        return Pattern.compile("^ +(\\w+)\\??: ", Pattern.MULTILINE)
                .matcher(body.group(1))
                .results()
                .map((MatchResult field) -> field.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void succeeds(Run run) {
        assertEquals(0, run.exit(), run.output());
    }
}
