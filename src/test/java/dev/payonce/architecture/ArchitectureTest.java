package dev.payonce.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.MailAddress;
import dev.payonce.json.Metadata;
import dev.payonce.json.Name;
import dev.payonce.json.NoCardNumber;
import dev.payonce.json.Text;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules between packages. They hold over bytecode, so imports that are not written count too. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.payonce");

    /** Calls that another default locale, charset or time zone would make answer something else. */
    private static final Set<String> DEPENDING_ON_DEFAULTS = Set.of(
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.lang.String.<init>([B, int, int)",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.io.ByteArrayOutputStream.toString()",
            "java.io.FileReader.<init>(java.io.File)",
            "java.io.FileReader.<init>(java.lang.String)",
            "java.io.FileWriter.<init>(java.io.File)",
            "java.io.FileWriter.<init>(java.lang.String)",
            "java.io.InputStreamReader.<init>(java.io.InputStream)",
            "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
            "java.nio.charset.Charset.defaultCharset()",
            "java.text.Collator.getInstance()",
            "java.text.NumberFormat.getInstance()",
            "java.text.DecimalFormat.<init>(java.lang.String)",
            "java.text.SimpleDateFormat.<init>(java.lang.String)",
            "java.time.LocalDate.now()",
            "java.time.LocalDateTime.now()",
            "java.time.LocalTime.now()",
            "java.time.OffsetDateTime.now()",
            "java.time.ZonedDateTime.now()",
            "java.time.ZoneId.systemDefault()",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)",
            "java.util.Calendar.getInstance()",
            "java.util.Formatter.<init>()",
            "java.util.Locale.getDefault()",
            "java.util.Scanner.<init>(java.io.InputStream)",
            "java.util.TimeZone.getDefault()");

    @Test
    void idempotencyKnowsNothingOfItsSiblings() {
        noClasses()
                .that()
                .resideInAPackage("dev.payonce.idempotency..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.payonce..").and(resideOutsideOfPackage("dev.payonce.idempotency..")))
                .check(CLASSES);
    }

    @Test
    void idempotencyCanDoWithoutItsHttp() {
        noClasses()
                .that()
                .resideInAPackage("dev.payonce.idempotency")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.payonce.idempotency.http..")
                .check(CLASSES);
    }

    @Test
    void noTwoPackagesDependOnEachOther() {
        slices().matching("dev.payonce.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theGatewaysClientAndTheSimulatorMeetOverHttpAlone() {
        noClasses()
                .that()
                .resideInAPackage("..simulator..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.payonce..").and(resideOutsideOfPackage("dev.payonce.simulator..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.payonce.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.payonce.simulator..")
                .check(CLASSES);
    }

    @Test
    void aResourceIsHttpOnly() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .and()
                .resideOutsideOfPackage("dev.payonce.simulator") // for tests alone, and small
                .should()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Store")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.mutiny.sqlclient..", "io.quarkus.hibernate..")
                .check(CLASSES);
    }

    /** Deny by default would shut out what declares nothing; here it is found before it is missed. */
    @Test
    void everyResourceSaysWhoMayCallIt() {
        Set<String> silent = CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getAnnotations().stream()
                        .anyMatch(each -> each.getRawType().isAnnotatedWith(HttpMethod.class)))
                .filter(method -> declared(method).isEmpty()
                        && declared(method.getOwner()).isEmpty())
                .map(JavaMethod::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), silent);
        Set<String> roles = CLASSES.stream()
                .flatMap(type -> Stream.concat(Stream.of(type), type.getMethods().stream()))
                .filter(each -> each.isAnnotatedWith(RolesAllowed.class))
                .map(each -> String.join(
                        " ", each.getAnnotationOfType(RolesAllowed.class).value()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("admin", "merchant"), roles);
    }

    private static List<String> declared(CanBeAnnotated resource) {
        return Stream.of(RolesAllowed.class, PermitAll.class)
                .filter(resource::isAnnotatedWith)
                .map(Class::getSimpleName)
                .toList();
    }

    /** One asks for a merchant, whom only a merchant's credential names. */
    @Test
    void whatIsUnderV1IsForMerchantsAndWhatIsUnderAdminForTheAdministrator() {
        CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
                .forEach(type -> {
                    String path =
                            type.getAnnotationOfType(jakarta.ws.rs.Path.class).value();
                    String role = path.startsWith("/v1") ? "merchant" : path.startsWith("/admin") ? "admin" : null;
                    if (role != null) {
                        assertEquals(
                                role,
                                String.join(
                                        " ",
                                        type.getAnnotationOfType(RolesAllowed.class)
                                                .value()),
                                type.getName());
                    }
                });
    }

    /** Each type of text refuses card numbers of itself, so that a new field can only be forgotten here. */
    @Test
    void everyTextOfARequestIsSearchedForCardNumbersButForTheMerchantsOwnNumbers() throws Exception {
        Set<String> ownNumbers = new TreeSet<>();
        Set<String> unsearched = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!type.isRecord() || !isRequest(type.reflect())) {
                continue;
            }
            for (RecordComponent component : type.reflect().getRecordComponents()) {
                Field field = type.reflect().getDeclaredField(component.getName());
                if (field.isAnnotationPresent(Text.class)
                                && field.getAnnotation(Text.class).ownNumber()
                        || field.isAnnotationPresent(Name.class)
                                && field.getAnnotation(Name.class).ownNumber()) {
                    ownNumbers.add(component.getName());
                } else if (Set.of(String.class, Object.class, Map.class).contains(component.getType())
                        && Stream.of(Text.class, Name.class, Metadata.class, MailAddress.class, CurrencyCode.class)
                                .noneMatch(field::isAnnotationPresent)) {
                    unsearched.add(component.getName());
                }
            }
        }
        assertEquals(Set.of("reference", "sku"), ownNumbers);
        assertEquals(Set.of("clientNonce", "clientTimestamp", "idempotencyKey"), unsearched, "never stored");
        for (Class<?> text : List.of(Text.class, Metadata.class, MailAddress.class)) {
            assertTrue(text.isAnnotationPresent(NoCardNumber.class), text::getName);
        }
        assertTrue(Name.class.isAnnotationPresent(Text.class));
    }

    private static boolean isRequest(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .anyMatch(each ->
                        each.getAnnotationsByType(Identity.class).length > 0 || each.isAnnotationPresent(Noise.class));
    }

    @Test
    void onlyStartAndStopWait() {
        Set<String> waiting = CLASSES.stream()
                .filter(type -> !type.getPackageName().equals("dev.payonce.embedded"))
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTarget().getName().startsWith("await")
                        || call.getTarget().getName().endsWith("AndAwait")
                        || call.getTarget().getFullName().startsWith("java.lang.Thread.sleep"))
                .map(call -> call.getOriginOwner().getSimpleName() + "."
                        + call.getOrigin().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Set.of("DevMerchants.on", "Schema.create", "ThreePhase.handBack")), waiting);
    }

    @Test
    void nothingUsesJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.payonce.embedded")
                .and()
                .doNotHaveSimpleName(
                        "DatabaseAway") // Hibernate hands its reactive client's failures on as SQLException
                .and()
                .doNotHaveSimpleName("FirstConnection") // made before there is an application
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "io.agroal..", "jakarta.persistence.criteria..")
                .check(CLASSES);
    }

    /** What counts, and what an amount looks like, must be the same on every machine, whatever language it speaks. */
    @Test
    void nothingAsksTheMachineForItsCurrenciesLanguageCharsetOrTimeZone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Currency")
                .check(CLASSES);
        Set<String> asking = CLASSES.stream()
                .flatMap(type -> type.getCodeUnitCallsFromSelf().stream())
                .map(JavaCodeUnitAccess::getTarget)
                .map(AccessTarget::getFullName)
                .filter(DEPENDING_ON_DEFAULTS::contains)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), asking);
    }

    /** {@code formatted} writes numbers in the default locale's digits, and text as it is. */
    @Test
    void whatIsFormattedIsTextAndNoNumber() throws IOException {
        var number = Pattern.compile("%[-#+ 0,(\\d.]*[doxXeEfgGaAtT]");
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String source = Files.readString(file);
                assertFalse(
                        source.contains(".formatted(") && number.matcher(source).find(), file::toString);
            }
        }
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java", "dev", "payonce"))) {
            List<Path> silent = files.filter(Files::isDirectory)
                    .filter(directory -> !directory.endsWith(Path.of("dev", "payonce")))
                    .filter(directory -> Files.notExists(directory.resolve("package-info.java")))
                    .toList();
            assertEquals(List.of(), silent);
        }
    }

    /** Frameworks reach public types only: entities, and what is written as JSON or read from it. */
    @Test
    void whatIsNotUsedOutsideItsPackageIsNotPublic() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotAnnotatedWith("jakarta.persistence.Entity")
                .and()
                .areNotAnnotatedWith("io.quarkus.runtime.annotations.RegisterForReflection")
                .and()
                .areNotAnnotatedWith("io.quarkus.runtime.annotations.QuarkusMain")
                .and()
                .areNotAnnotatedWith("io.quarkus.smallrye.openapi.OpenApiFilter")
                .and()
                .areNotAnnotatedWith("io.quarkus.logging.LoggingFilter")
                .and()
                .areNotAnnotations()
                .and()
                .areNotAssignableTo("jakarta.validation.ConstraintValidator")
                .and()
                .areNotAssignableTo("io.netty.bootstrap.ChannelInitializerExtension")
                .and()
                .resideOutsideOfPackage("dev.payonce.embedded") // reached by name, and by tests
                .should(new ArchCondition<JavaClass>("be used by another package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean used = type.getDirectDependenciesToSelf().stream()
                                        .anyMatch(dependency -> !dependency
                                                .getOriginClass()
                                                .getPackageName()
                                                .equals(type.getPackageName()))
                                || Stream.concat(
                                                type.getMethodsWithReturnTypeOfSelf().stream(),
                                                type.getMethodsWithParameterTypeOfSelf().stream())
                                        .anyMatch(method -> isPublic(method) && isPublic(method.getOwner()));
                        events.add(new SimpleConditionEvent(
                                type, used, type.getName() + " is public and used in its own package only"));
                    }
                })
                .check(CLASSES);
    }

    private static boolean isPublic(HasModifiers element) {
        return element.getModifiers().contains(JavaModifier.PUBLIC);
    }
}
