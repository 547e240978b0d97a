package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.idempotency.IdempotencyConfig;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about operations has every setting. */
class SettingsPageTest {

    private final String page = Page.of("docs", "operations.md").text();

    @Test
    void everyVariableThatIsReadIsNamed() throws Exception {
        var missing = new TreeSet<String>();
        Pattern.compile("\\$\\{([A-Z_]+)[:}]")
                .matcher(Files.readString(Path.of("src", "main", "resources", "application.properties")))
                .results()
                .map(variable -> variable.group(1))
                .filter(variable -> !page.contains("`" + variable + "`"))
                .forEach(missing::add);
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void everySettingOfTheKeysHasTheDefaultThatTheCodeHas() {
        var defaults = new TreeMap<String, String>();
        for (Method setting : IdempotencyConfig.class.getDeclaredMethods()) {
            String variable =
                    "PAYONCE_" + setting.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            defaults.put(variable, setting.getAnnotation(WithDefault.class).value());
        }
        defaults.forEach((variable, value) ->
                assertTrue(page.contains("| `" + variable + "` | `" + value + "` |"), variable + " " + value));
    }
}
