package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistyped setting stops the start; every setting that is read is none. */
class SettingNamesTest {

    private static final Path PROPERTIES = Path.of("src", "main", "resources", "application.properties");

    /** Made of {@code DATABASE_URL} by the start itself. */
    private static final String OF_THE_START = "PAYONCE_DATABASE_";

    @Test
    void theNamesAreThoseThatAreRead() throws IOException {
        var read = new TreeSet<String>();
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.payonce");
        classes.stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .flatMap(type -> ConfigMappings.getProperties(ConfigClass.configClass(type)).keySet().stream())
                .map(SettingNamesTest::variable)
                .forEach(read::add);
        String properties = Files.readString(PROPERTIES);
        found("(?m)^(?:%[\\w,]+\\.)?(payonce\\.[\\w.-]+)=", properties)
                .map(SettingNamesTest::variable)
                .forEach(read::add);
        found("\\$\\{(PAYONCE_\\w+)", properties).forEach(read::add);
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                found("getenv\\(\\)?\\.?\\w*\\(?\"(PAYONCE_\\w+)\"", Files.readString(source))
                        .forEach(read::add);
            }
        }
        read.removeIf(name -> name.startsWith(OF_THE_START));
        assertEquals(List.copyOf(read), SettingNames.OURS);
    }

    private static Stream<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1));
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    @ParameterizedTest
    @CsvSource({
        "PAYONCE_LEESE, PAYONCE_LEASE",
        "PAYONCE_KEY_RETENTION_TIME, PAYONCE_KEY_RETENTION",
        "PAYONCE_RATELIMIT, PAYONCE_RATE_LIMIT",
        "PAYONCE_DATABASE_URL, DATABASE_URL",
        "PAYONCE_REDIS_URL, REDIS_URL"
    })
    void aNameThatIsNoneIsToldWithTheNearestOne(String name, String nearest) {
        assertEquals(
                Optional.of("payonce: unknown in the environment: " + name + " (is " + nearest + " meant?)."),
                SettingNames.complaint(List.of("PATH", name, "PAYONCE_LEASE")));
    }

    @Test
    void severalAreToldInOneLine() {
        assertEquals(
                Optional.of("payonce: unknown in the environment: PAYONCE_LEESE (is PAYONCE_LEASE meant?), "
                        + "PAYONCE_POLLER (is PAYONCE_POOLER meant?)."),
                SettingNames.complaint(List.of("PAYONCE_POLLER", "PAYONCE_LEESE")));
    }

    @Test
    void whatKubernetesTellsOfServicesIsLetPassAndNothingLikeIt() {
        assertEquals(
                Optional.empty(),
                SettingNames.complaint(List.of(
                        "PAYONCE_SERVICE_HOST",
                        "PAYONCE_SERVICE_PORT",
                        "PAYONCE_SERVICE_PORT_HTTP",
                        "PAYONCE_PORT",
                        "PAYONCE_PORT_8080_TCP",
                        "PAYONCE_PORT_8080_TCP_ADDR",
                        "PAYONCE_REDIS_SERVICE_HOST",
                        "PAYONCE_REDIS_PORT_6379_TCP_PROTO")));
        assertEquals(
                Optional.of("payonce: unknown in the environment: PAYONCE_HTTP_PORT (is QUARKUS_HTTP_PORT meant?)."),
                SettingNames.complaint(List.of("PAYONCE_SERVICE_HOST", "PAYONCE_HTTP_PORT")));
    }

    @Test
    void thePagesNameNoSettingThatIsNone() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                var named =
                        found("`(PAYONCE_\\w*[A-Z])", Files.readString(page)).toList();
                assertEquals(Optional.empty(), SettingNames.complaint(named), page::toString);
            }
        }
    }
}
