package dev.payonce;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the build made, as the tests run it in a process of its own: {@code quarkus-run.jar} on this JVM, or the native executable.
 * Here alone is decided which.
 *
 * @param program the jar or the executable
 * @param isNative whether it is an executable
 * @param archive what tells the JVM of the archive that the build made, if it did
 */
public record Packaged(Path program, boolean isNative, List<String> archive) {

    /** Names the native executable to run instead of the jar; the profile {@code native} sets it. */
    public static final String NATIVE = "native.image.path";

    /** Where {@code ./mvnw package} leaves the application for a JVM. */
    public static final Path APPLICATION = Path.of(System.getProperty("build.directory", "target"), "quarkus-app");

    private static final String JAR = "quarkus-run.jar";

    /** What a build may write beside the jar, by the option that makes a JVM use it: one of them, since each is of one JVM. */
    private static final Map<String, String> ARCHIVES =
            Map.of("app.aot", "-XX:AOTCache=app.aot", "app-cds.jsa", "-XX:SharedArchiveFile=app-cds.jsa");

    /** The surroundings of the build must not decide how the process behaves. */
    private static final Pattern OURS = Pattern.compile(
            "(PAYONCE|QUARKUS|DATABASE|GATEWAY|REDIS|ADMIN|SMTP)_.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS");

    /** What an executable understands as well as a JVM: properties, and sizes of the heap. */
    private static final Pattern FOR_BOTH = Pattern.compile("-D.*|-Xm[nsx].*");

    /** What this build made. */
    public static Packaged built() {
        return built(System.getProperty(NATIVE, ""), APPLICATION);
    }

    static Packaged built(String executable, Path application) {
        return executable.isBlank()
                ? jar(application.resolve(JAR))
                : new Packaged(Path.of(executable).toAbsolutePath(), true, List.of());
    }

    /** Another jar, which runs on this JVM whatever was built. */
    public static Packaged jar(Path jar) {
        Path program = jar.toAbsolutePath();
        return new Packaged(
                program,
                false,
                ARCHIVES.entrySet().stream()
                        .filter(archive -> Files.exists(program.resolveSibling(archive.getKey())))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    /** The ways in which it can be started, by what they are called. */
    public Map<String, Packaged> ways() {
        var ways = new LinkedHashMap<String, Packaged>();
        if (isNative) {
            ways.put("native executable", this);
        } else {
            ways.put("jar", new Packaged(program, false, List.of()));
            ways.put("jar with its archive", this);
        }
        return ways;
    }

    /** The directory of all that it consists of: of an executable, what the native compiler was given. */
    public Path contents() {
        String name = program.getFileName().toString().replaceFirst("-runner(\\.exe)?$", "");
        return isNative ? program.resolveSibling(name + "-native-image-source-jar") : program.getParent();
    }

    /**
     * A process of it that is not started yet, and whose surroundings say nothing to it but what is given.
     *
     * @param options for the JVM; an executable gets those that it understands
     */
    public ProcessBuilder process(List<String> options, Map<String, String> environment) {
        ProcessBuilder builder = isNative ? executable(options) : onThisJvm(options);
        builder.environment()
                .keySet()
                .removeIf(variable -> OURS.matcher(variable).matches());
        builder.environment().putAll(environment);
        return builder;
    }

    private ProcessBuilder executable(List<String> options) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        options.stream().filter(option -> FOR_BOTH.matcher(option).matches()).forEach(command::add);
        return new ProcessBuilder(command);
    }

    /** From its own directory, for an archive is valid for the very path that it was made with. */
    private ProcessBuilder onThisJvm(List<String> options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(archive);
        command.addAll(options);
        command.addAll(List.of("-jar", program.getFileName().toString()));
        return new ProcessBuilder(command).directory(program.getParent().toFile());
    }
}
