package dev.payonce.playground;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command that started this process, where it is one of Quarkus' own and can be given again. */
final class OwnCommand {

    /** What {@code quarkus:dev} starts, whatever the artifact is called, and what is packaged. */
    private static final Set<String> LAUNCHERS = Set.of("-dev.jar", "quarkus-run.jar");

    private OwnCommand() {}

    /** The same once more with these system properties on top; nothing for a native executable, or within a test. */
    static Optional<List<String>> again(Map<String, String> properties) {
        return launcher().map(jar -> {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    // A debugger's port is taken.
                    .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
                    .forEach(command::add);
            properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.add("-jar");
            command.add(jar);
            return command;
        });
    }

    static boolean isKnown() {
        return launcher().isPresent();
    }

    private static Optional<String> launcher() {
        String classPath = System.getProperty("java.class.path", "");
        return LAUNCHERS.stream().anyMatch(classPath::endsWith) ? Optional.of(classPath) : Optional.empty();
    }
}
