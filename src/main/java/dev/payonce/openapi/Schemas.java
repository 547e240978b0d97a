package dev.payonce.openapi;

import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.Amount;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.MailAddress;
import dev.payonce.json.Metadata;
import dev.payonce.json.Name;
import dev.payonce.json.Text;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/**
 * Completes the schemas that are made of records. What is sent is as strict as it is read, by the constraints on its
 * fields; what is answered has every field, always.
 */
final class Schemas {

    /** What is written as text: not worth a component of its own. */
    private static final Map<String, String> FORMATS = Map.of("UUID", "uuid", "Instant", "date-time");

    private static final DotName SCHEMA =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);

    /** No control characters, but for tabs and line ends in what has several lines. */
    private static final String ONE_LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    private static final String LINES = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";

    /** Nor white space at either end. */
    private static final String NAME = "^\\S(.*\\S)?$";

    private static final String CURRENCY = "^[A-Z]{3}$";

    private final IndexView index;

    Schemas(IndexView index) {
        this.index = index;
    }

    /** Completes the schemas that operations refer to, and leaves out the others. */
    void complete(OpenAPI document) {
        Map<String, Schema> all = document.getComponents().getSchemas();
        all.values().stream()
                .filter(schema -> schema.getProperties() != null)
                .flatMap(schema -> schema.getProperties().values().stream())
                .forEach(Schemas::inline);
        Set<String> sent = References.of(References.sent(document), all);
        Set<String> answered = References.of(References.answered(document), all);
        List.copyOf(all.keySet()).forEach(name -> {
            Schema schema = all.get(name);
            if (sent.contains(name)) {
                record(name, schema).ifPresent(type -> request(schema, type));
            } else if (!answered.contains(name)) {
                document.getComponents().removeSchema(name);
            } else if (record(name, schema).isPresent()) {
                answer(schema);
            }
        });
    }

    private static void inline(Schema property) {
        boolean nullable = property.getAnyOf() != null;
        Schema value = nullable ? property.getAnyOf().get(0) : property;
        String format =
                value.getRef() == null ? null : FORMATS.get(value.getRef().substring(References.COMPONENT.length()));
        if (format != null) {
            property.ref(null)
                    .anyOf(null)
                    .type(
                            nullable
                                    ? List.of(Schema.SchemaType.STRING, Schema.SchemaType.NULL)
                                    : List.of(Schema.SchemaType.STRING))
                    .format(format);
        }
    }

    /** The record that a schema was made of: it has the name, which others may have too, and the fields. */
    private Optional<Class<?>> record(String name, Schema schema) {
        if (schema.getProperties() == null) {
            return Optional.empty();
        }
        return index.getKnownClasses().stream()
                .filter(type -> type.isRecord() && isNameOf(name, type))
                .filter(type -> fields(type).equals(schema.getProperties().keySet()))
                .<Class<?>>map(Schemas::load)
                .distinct() // an index of several archives may name a class twice
                .reduce((one, other) -> {
                    throw new IllegalStateException("the schema " + name + " may be that of " + one + " or " + other);
                });
    }

    private static Set<String> fields(ClassInfo type) {
        return type.recordComponents().stream().map(RecordComponentInfo::name).collect(Collectors.toSet());
    }

    /** A generic record's schemas are named after what they are of, too: PageOrder. */
    private static boolean isNameOf(String name, ClassInfo type) {
        return type.typeParameters().isEmpty() ? name.equals(schemaName(type)) : name.startsWith(type.simpleName());
    }

    private static String schemaName(ClassInfo type) {
        var declared = type.declaredAnnotation(SCHEMA);
        return declared == null || declared.value("name") == null
                ? type.simpleName()
                : declared.value("name").asString();
    }

    private static Class<?> load(ClassInfo type) {
        try {
            return Thread.currentThread()
                    .getContextClassLoader()
                    .loadClass(type.name().toString());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void request(Schema schema, Class<?> type) {
        // An unknown field is an error, never ignored.
        schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        schema.getProperties().forEach((name, property) -> {
            Field field = field(type, name);
            constrain(property, field);
            if (property.getDescription() == null) {
                property.setDescription(meaning(field));
            }
            if (!required.contains(name) && property.getType() != null) {
                Values.orNull(property); // is as good as left out
            }
        });
    }

    private static Field field(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void constrain(Schema property, Field field) {
        Text text = field.getAnnotation(Text.class);
        if (text != null) {
            property.minLength(text.min()).maxLength(text.max()).pattern(text.multiline() ? LINES : ONE_LINE);
        }
        Name name = field.getAnnotation(Name.class);
        if (name != null) {
            property.minLength(1).maxLength(name.max()).pattern(NAME);
        }
        if (field.isAnnotationPresent(MailAddress.class)) {
            property.minLength(3).maxLength(MailAddress.MAX_LENGTH).format("idn-email");
        }
        if (field.isAnnotationPresent(Amount.class)) {
            property.minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(Amount.MAX));
        }
        if (field.isAnnotationPresent(CurrencyCode.class)) {
            property.pattern(CURRENCY);
        }
        if (field.isAnnotationPresent(Metadata.class)) {
            property.maxProperties(Metadata.MAX_ENTRIES)
                    .propertyNames(OASFactory.createSchema().minLength(1).maxLength(Metadata.MAX_KEY_LENGTH));
        }
        if (field.isAnnotationPresent(Carrier.class)) {
            property.minLength(8).maxLength(255).pattern(Values.KEY);
        }
    }

    /** Whether a field of a command counts, and why: the reason stands at its declaration. */
    private static String meaning(Field field) {
        RecordComponent component = component(field);
        Noise noise = component.getAnnotation(Noise.class);
        return Arrays.stream(component.getAnnotationsByType(Identity.class))
                .filter(declared -> declared.until() == Identity.NOW)
                .map(identity -> "IDENTITY. " + identity.value())
                .findFirst()
                .orElseGet(() -> noise != null
                        ? "NOISE. " + noise.value()
                        : field.isAnnotationPresent(Carrier.class)
                                ? "The idempotency key, for callers that cannot set headers; neither identity nor noise."
                                : Words.of(field.getName()));
    }

    private static RecordComponent component(Field field) {
        return Stream.of(field.getDeclaringClass().getRecordComponents())
                .filter(component -> component.getName().equals(field.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** A field without a value is answered as null, and never left out. */
    private static void answer(Schema schema) {
        schema.setRequired(List.copyOf(schema.getProperties().keySet()));
        schema.getProperties().forEach(Schemas::answered);
    }

    private static void answered(String name, Schema property) {
        if (property.getDescription() == null) {
            property.setDescription(Words.of(name));
        }
        if (property.getType() != null && property.getType().contains(Schema.SchemaType.INTEGER)) {
            property.setMinimum(BigDecimal.ZERO);
        }
        switch (name) {
            case "amount", "total" -> property.minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(Amount.MAX));
            case "currency" -> property.setPattern(CURRENCY);
            case "problem" ->
                property.ref(null)
                        .addAnyOf(Values.ref(ProblemSchemas.ANY))
                        .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
            default -> {}
        }
    }
}
