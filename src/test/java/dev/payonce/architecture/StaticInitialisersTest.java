package dev.payonce.architecture;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A native image initialises our classes when it is built: what a static initialiser reads of the machine or the moment is
 * that of the build for ever. So none may, whether it calls for it itself or through any number of our methods.
 */
class StaticInitialisersTest {

    private static final String OURS = "dev.payonce";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(OURS);

    /** What answers otherwise on another machine, in another environment, or a moment later. */
    private static final Pattern READS_THE_MOMENT = Pattern.compile(String.join(
            "|",
            "java\\.lang\\.System\\.(getenv|getProperty|getProperties|lineSeparator|currentTimeMillis|nanoTime)",
            "java\\.lang\\.(Boolean\\.getBoolean|Integer\\.getInteger|Long\\.getLong)",
            "java\\.lang\\.Runtime\\.(availableProcessors|maxMemory|totalMemory|freeMemory)",
            "java\\.lang\\.ProcessHandle\\.current",
            "java\\.lang\\.Math\\.random",
            "java\\.time\\.\\w+\\.now",
            "java\\.time\\.Clock\\.(system|tick).*",
            "java\\.time\\.InstantSource\\.system",
            "java\\.time\\.ZoneId\\.systemDefault",
            "java\\.util\\.Date\\.<init>",
            "java\\.util\\.UUID\\.randomUUID",
            "java\\.util\\.(Random|SplittableRandom)\\.<init>",
            "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current",
            "java\\.security\\.SecureRandom\\.(<init>|getInstance.*)",
            "java\\.util\\.(Locale|TimeZone)\\.getDefault",
            "java\\.util\\.Calendar\\.getInstance",
            "java\\.nio\\.charset\\.Charset\\.defaultCharset",
            "java\\.net\\.(InetAddress|NetworkInterface)\\.\\w+",
            "org\\.eclipse\\.microprofile\\.config\\.ConfigProvider\\.getConfig"));

    @Test
    void noneReadsTheEnvironmentTheClockRandomnessTheProcessorsOrTheLocale() {
        assertEquals(Set.of(), reading(CLASSES));
        assertTrue(initialisers(CLASSES).count() > 50, "hardly any were found");
    }

    @Test
    void whatReadsThemIsFoundBehindAMethodAConstructorAndALambda() {
        assertEquals(
                Set.of(
                        Direct.class.getName() + " reads java.lang.System.getenv",
                        Hidden.class.getName() + " reads java.time.Instant.now",
                        Hidden.class.getName() + " reads java.util.UUID.randomUUID",
                        Hidden.class.getName() + " reads java.lang.Runtime.availableProcessors"),
                reading(new ClassFileImporter().importClasses(Direct.class, Hidden.class, Helper.class)));
    }

    static final class Direct {
        static final String HOME = System.getenv("HOME");
    }

    static final class Hidden {
        static final Helper HELPER = Helper.made();
        static final int CORES = Stream.of(Runtime.getRuntime())
                .mapToInt(runtime -> runtime.availableProcessors())
                .sum();
    }

    static final class Helper {
        final String id = java.util.UUID.randomUUID().toString();
        final Instant at;

        private Helper(Instant at) {
            this.at = at;
        }

        static Helper made() {
            return new Helper(Instant.now());
        }
    }

    private static Set<String> reading(JavaClasses classes) {
        return initialisers(classes)
                .flatMap(initialiser ->
                        reads(initialiser).map(what -> initialiser.getOwner().getName() + " reads " + what))
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<JavaStaticInitializer> initialisers(JavaClasses classes) {
        return classes.stream().map(JavaClass::getStaticInitializer).flatMap(each -> each.stream());
    }

    /** What an initialiser, or anything of ours that it calls, reads. */
    private static Stream<String> reads(JavaCodeUnit initialiser) {
        var found = new TreeSet<String>();
        var seen = new HashSet<JavaCodeUnit>(Set.of(initialiser));
        var open = new ArrayDeque<JavaCodeUnit>(seen);
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.poll();
            Stream.concat(unit.getCallsFromSelf().stream(), unit.getCodeUnitReferencesFromSelf().stream())
                    .map(StaticInitialisersTest::target)
                    .forEach(target -> {
                        String name = target.getOwner().getFullName() + "." + target.getName();
                        if (READS_THE_MOMENT.matcher(name).matches()) {
                            found.add(name);
                        }
                        if (name.startsWith(OURS)) {
                            target.resolveMember().filter(seen::add).ifPresent(open::add);
                        }
                    });
        }
        return found.stream();
    }

    private static CodeUnitAccessTarget target(JavaCodeUnitAccess<?> access) {
        return access.getTarget();
    }
}
