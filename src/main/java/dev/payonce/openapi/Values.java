package dev.payonce.openapi;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Schemas of single values. */
final class Values {

    /** An idempotency key, in a pattern as ECMAScript has it. */
    static final String KEY = "^[A-Za-z0-9_.:~+/=-]{8,255}$";

    private Values() {}

    static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }

    static Schema oneOf(String description, Stream<String> values) {
        return text(description).enumeration(values.map(Object.class::cast).toList());
    }

    static Schema uuid(String description) {
        return text(description).format("uuid");
    }

    static Schema time(String description) {
        return text(description).format("date-time").addExample("2026-11-23T08:00:00.000000Z");
    }

    /** A whole number from {@code least} on. */
    static Schema number(String description, long least) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .format("int64")
                .description(description)
                .minimum(BigDecimal.valueOf(least));
    }

    static Schema list(String description, Schema items) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.ARRAY)
                .description(description)
                .items(items);
    }

    /** An object whose fields are all there. */
    static Schema object(String description, List<String> names, Schema... fields) {
        Schema object = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description(description)
                .required(names);
        for (int i = 0; i < fields.length; i++) {
            object.addProperty(names.get(i), fields[i]);
        }
        return object;
    }

    static Schema orNull(Schema value) {
        return value.getType().contains(Schema.SchemaType.NULL) ? value : value.addType(Schema.SchemaType.NULL);
    }

    static Schema ref(String name) {
        return OASFactory.createSchema().ref(name);
    }
}
