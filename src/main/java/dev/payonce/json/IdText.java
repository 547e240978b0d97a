package dev.payonce.json;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.UUIDDeserializer;
import java.io.IOException;
import java.util.UUID;

/** Reads ids in their one form, of 36 characters: Java reads shorter ones, too, and Jackson base 64. */
public final class IdText {

    private IdText() {}

    /** @throws IllegalArgumentException for whatever is not an id in its one form */
    public static UUID parse(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return id;
    }

    /** Of a body. */
    static final class Reader extends UUIDDeserializer {

        private static final long serialVersionUID = 1L;

        @Override
        protected UUID _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return parse(text);
            } catch (IllegalArgumentException notAnId) {
                return (UUID) context.handleWeirdStringValue(UUID.class, text, "not an id");
            }
        }
    }
}
