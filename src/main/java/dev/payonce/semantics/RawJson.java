package dev.payonce.semantics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.StringWriter;

/**
 * Reads a request within a request as text: a string is the very text that would be sent, whatever is in it, and
 * anything else is written out again, its numbers digit for digit.
 */
final class RawJson extends StdDeserializer<String> {

    private static final long serialVersionUID = 1L;

    RawJson() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = json.getCodec().getFactory().createGenerator(text)) {
            copy.copyCurrentStructureExact(json);
        }
        return text.toString();
    }
}
