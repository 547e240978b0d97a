package dev.payonce.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values of which no record says what they are: texts and names in their one spelling, numbers as they were
 * written. How deep it may go is bounded where the JSON is parsed.
 */
final class Untyped extends StdDeserializer<Object> {

    private static final long serialVersionUID = 1L;

    Untyped() {
        super(Object.class);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return value(json, context);
    }

    /** Reads an object of such values. */
    static final class Members extends StdDeserializer<Map<String, Object>> {

        private static final long serialVersionUID = 1L;

        Members() {
            super(Map.class);
        }

        @Override
        public Map<String, Object> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                context.handleUnexpectedToken(Map.class, json); // throws
            }
            return members(json, context);
        }
    }

    private static Object value(JsonParser json, DeserializationContext context) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> members(json, context);
            case START_ARRAY -> elements(json, context);
            case VALUE_STRING -> Texts.normal(json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new NumberAsSent(json.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> context.handleUnexpectedToken(Object.class, json);
        };
    }

    private static Map<String, Object> members(JsonParser json, DeserializationContext context) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = Texts.normal(json.currentName());
            if (members.containsKey(name)) { // the parser compares the spellings
                Refusal refusal = new Refusal(json, "must not occur twice");
                refusal.prependPath(members, name);
                throw refusal;
            }
            json.nextToken();
            members.put(name, value(json, context));
        }
        return members;
    }

    private static List<Object> elements(JsonParser json, DeserializationContext context) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(json, context));
        }
        return elements;
    }
}
