package dev.payonce.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.MailAddress;
import dev.payonce.json.Metadata;
import dev.payonce.json.Name;
import dev.payonce.json.Text;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks all fields of all requests, so that a new one cannot forget what holds for each. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class EveryTextOfARequestTest {

    private static final String DECOMPOSED = "e\u0301";
    private static final String COMPOSED = "\u00e9";

    @Inject
    ObjectMapper json;

    static Stream<Class<? extends Record>> requests() {
        return Semantics.ALL.stream().map(OperationKind::request);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isBoundInItsOneSpellingAndTheKeyAsItWasSent(Class<? extends Record> request) throws Exception {
        assertSpelled(json.readValue(decomposed(request).toString(), request));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isBoundedAndWhatCountsForTheIdentityIsAName(Class<? extends Record> request) throws Exception {
        for (Class<?> record : withItsParts(request)) {
            for (RecordComponent component : record.getRecordComponents()) {
                Field field = record.getDeclaredField(component.getName());
                if (component.isAnnotationPresent(Carrier.class)) {
                    continue; // has rules of its own, which IdempotencyKey knows
                }
                if (component.getType() == String.class) {
                    assertTrue(
                            component.isAnnotationPresent(Identity.class)
                                    ? field.isAnnotationPresent(Name.class)
                                            || field.isAnnotationPresent(CurrencyCode.class)
                                            || field.isAnnotationPresent(MailAddress.class)
                                    : field.isAnnotationPresent(Text.class),
                            component::toString);
                }
                if (component.getType() == Map.class) {
                    assertTrue(field.isAnnotationPresent(Metadata.class), component::toString);
                }
            }
        }
    }

    /** A value of the type with the decomposed text wherever it may have text. */
    private static JsonNode decomposed(Type type) {
        JsonNodeFactory values = JsonNodeFactory.instance;
        if (type == String.class || type == Object.class) {
            return values.textNode(DECOMPOSED);
        }
        if (type == Long.class) {
            return values.numberNode(1);
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return values.arrayNode().add(decomposed(list.getActualTypeArguments()[0]));
        }
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            assertEquals(List.of(String.class, Object.class), List.of(map.getActualTypeArguments()));
            return values.objectNode()
                    .set(DECOMPOSED, values.arrayNode().add(values.objectNode().put(DECOMPOSED, DECOMPOSED)));
        }
        if (type instanceof Class<?> constants && constants.isEnum()) {
            return values.textNode(constants.getEnumConstants()[0].toString());
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            var members = values.objectNode();
            for (RecordComponent component : record.getRecordComponents()) {
                members.set(component.getName(), decomposed(component.getGenericType()));
            }
            return members;
        }
        throw new AssertionError("say here how a " + type + " is read");
    }

    private static void assertSpelled(Object bound) throws ReflectiveOperationException {
        if (bound instanceof String text) {
            assertEquals(COMPOSED, text);
        } else if (bound instanceof List<?> list) {
            for (Object element : list) {
                assertSpelled(element);
            }
        } else if (bound instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                assertSpelled(member.getKey());
                assertSpelled(member.getValue());
            }
        } else if (bound instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object value = component.getAccessor().invoke(record);
                if (component.isAnnotationPresent(Carrier.class)) {
                    assertEquals(DECOMPOSED, value, "no malformed key may become a well-formed one");
                } else {
                    assertSpelled(value);
                }
            }
        } else {
            assertTrue(bound instanceof Long || bound instanceof Enum<?>, () -> "how is a " + bound + " spelled?");
        }
    }

    private static Set<Class<?>> withItsParts(Class<?> record) {
        Set<Class<?>> records = new LinkedHashSet<>(Set.of(record));
        for (RecordComponent component : record.getRecordComponents()) {
            Stream<Type> parts = component.getGenericType() instanceof ParameterizedType container
                    ? Arrays.stream(container.getActualTypeArguments())
                    : Stream.of(component.getType());
            parts.filter(part -> part instanceof Class<?> type && type.isRecord())
                    .forEach(part -> records.addAll(withItsParts((Class<?>) part)));
        }
        return records;
    }
}
