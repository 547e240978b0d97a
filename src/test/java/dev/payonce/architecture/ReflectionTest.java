package dev.payonce.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.payonce.idempotency.OperationKind;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/**
 * A native image has only those classes for reflection that are registered; what is not answers an empty object there, or 500.
 * Quarkus registers what the resources' methods name in their signatures. Everything else of ours that is written or read
 * as JSON, or looked into by reflection, says so itself.
 */
class ReflectionTest {

    private static final String OURS = "dev.payonce";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(OURS);

    @Test
    void whateverReachesAMapperIsRegistered() throws Exception {
        Set<Class<?>> all = handedToJackson();
        assertEquals(Set.of(), missing(all));
        Set<String> names = all.stream().map(Class::getSimpleName).collect(Collectors.toSet());
        assertTrue(
                names.containsAll(
                        Set.of("Charge", "StatementEntry", "Page", "Receipt", "Outcome", "Fault", "Order", "Payment")),
                names::toString);
    }

    /** What the code hands to Jackson, with all that it is made of. */
    static Set<Class<?>> handedToJackson() throws AnalyzerException {
        return withParts(new ReachingMappers(CLASSES.stream()
                        .map(JavaClass::getName)
                        .filter(name -> !name.endsWith("package-info"))
                        .collect(Collectors.toCollection(TreeSet::new)))
                .types());
    }

    @Test
    void everyRequestThatIsLookedIntoForWhatCountsIsRegistered() throws Exception {
        assertEquals(
                Set.of("dev.payonce.idempotency.Component", "dev.payonce.openapi.Schemas"),
                callersOf("java.lang.Class", "getRecordComponents"));
        Set<Class<?>> requests = new HashSet<>();
        for (JavaClass type : CLASSES) {
            for (Field field : type.reflect().getDeclaredFields()) {
                if (field.getType() == OperationKind.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    requests.add(((OperationKind<?>) field.get(null)).request());
                }
            }
        }
        assertEquals(6, requests.size());
        assertEquals(Set.of(), missing(withParts(requests)));
    }

    @Test
    void nothingIsFoundByNameOrMadeAsAnArrayOfWhatIsNotKnown() {
        assertEquals(Set.of(), callersOf("java.lang.Class", "forName"));
        assertEquals(Set.of(), callersOf("java.lang.reflect.Array", "newInstance"));
    }

    private static Set<String> callersOf(String owner, String method) {
        return CLASSES.stream()
                .flatMap(type -> Stream.concat(
                        type.getCodeUnitCallsFromSelf().stream(), type.getCodeUnitReferencesFromSelf().stream()))
                .filter(access -> access.getTarget().getOwner().getName().equals(owner)
                        && access.getTarget().getName().equals(method))
                .map(JavaCodeUnitAccess::getOriginOwner)
                .map(type -> type.getName().replaceAll("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that neither say it themselves nor stand in a resource's signature. */
    private static Set<String> missing(Set<Class<?>> types) {
        Set<Class<?>> found = withParts(signatures());
        return types.stream()
                .filter(Predicate.not(found::contains))
                .filter(type -> !isRegistered(type))
                .map(Class::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isRegistered(Class<?> type) {
        // The default takes nested classes along.
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (each.isAnnotationPresent(RegisterForReflection.class)) {
                return true;
            }
        }
        return false;
    }

    /** What Quarkus finds by itself: the types that the resources' methods take and give. */
    static Set<Class<?>> signatures() {
        var found = new HashSet<Class<?>>();
        CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .flatMap(type -> Stream.of(type.reflect().getDeclaredMethods()))
                .filter(ReflectionTest::isResourceMethod)
                .forEach(method -> {
                    collect(method.getGenericReturnType(), found);
                    List.of(method.getGenericParameterTypes()).forEach(each -> collect(each, found));
                });
        return found;
    }

    private static boolean isResourceMethod(Method method) {
        return Stream.of(method.getAnnotations())
                .anyMatch(each -> each.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    /** These types and all that their components are made of. */
    private static Set<Class<?>> withParts(Set<Class<?>> types) {
        var all = new HashSet<Class<?>>();
        types.forEach(type -> collect(type, all));
        return all;
    }

    private static void collect(Type type, Set<Class<?>> into) {
        if (type instanceof ParameterizedType generic) {
            collect(generic.getRawType(), into);
            List.of(generic.getActualTypeArguments()).forEach(each -> collect(each, into));
        } else if (type instanceof WildcardType wildcard) {
            List.of(wildcard.getUpperBounds()).forEach(each -> collect(each, into));
        } else if (type instanceof Class<?> one && one.getName().startsWith(OURS) && into.add(one) && one.isRecord()) {
            for (RecordComponent component : one.getRecordComponents()) {
                collect(component.getGenericType(), into);
            }
        }
    }
}
