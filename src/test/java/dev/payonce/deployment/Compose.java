package dev.payonce.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code compose.yaml} and the image that it builds say, as an engine would understand it. */
public final class Compose {

    static final Path FILE = Path.of("compose.yaml");

    private static final Path DOCKERFILE = Path.of("src", "main", "docker", "Dockerfile.jvm");
    private static final Pattern ENTRYPOINT = Pattern.compile("^ENTRYPOINT (\\[.*])$", Pattern.MULTILINE);
    private static final String CACHE = "-XX:AOTCache=app.aot";
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{\\w+:-([^}]*)}");

    private final JsonNode services;

    private Compose(JsonNode services) {
        this.services = services;
    }

    /** Reads the file. */
    public static Compose read() throws IOException {
        return new Compose(Yaml.document(FILE).get("services"));
    }

    JsonNode service(String name) {
        return services.get(name);
    }

    /** A service's environment, where nothing is set that could change it. */
    public Map<String, String> environment(String service) {
        var environment = new HashMap<String, String>();
        service(service)
                .get("environment")
                .properties()
                .forEach(variable -> environment.put(
                        variable.getKey(),
                        DEFAULT.matcher(variable.getValue().asText()).replaceAll("$1")));
        return environment;
    }

    /** What decides whether a service is healthy: a command. */
    public List<String> healthcheck(String service) {
        List<String> test = texts(service(service).get("healthcheck").get("test"));
        if (!test.get(0).equals("CMD")) {
            throw new AssertionError(test);
        }
        return test.subList(1, test.size());
    }

    /** The options with which the image starts the JVM, but for its cache, which is of the image's JVM alone. */
    public static List<String> options() throws IOException {
        Matcher found = ENTRYPOINT.matcher(Files.readString(DOCKERFILE));
        if (!found.find()) {
            throw new AssertionError(DOCKERFILE + " has no ENTRYPOINT as a list");
        }
        List<String> command = texts(new ObjectMapper().readTree(found.group(1)));
        boolean cached = command.remove(CACHE);
        int jar = command.indexOf("-jar");
        if (!cached
                || !command.get(0).equals("java")
                || !command.subList(jar, command.size()).equals(List.of("-jar", "quarkus-run.jar"))) {
            throw new AssertionError(command);
        }
        return command.subList(1, jar);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
