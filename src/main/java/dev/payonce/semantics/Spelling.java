package dev.payonce.semantics;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** How values are written in a JSON text, which binding forgets: {@code 1000}, {@code 1000.0} or {@code 1e3}. */
@ApplicationScoped
class Spelling {

    private final ObjectMapper json;

    Spelling(ObjectMapper json) {
        this.json = json;
    }

    /** The members of the object that {@code text} is, each value in its own letters. */
    Map<String, String> of(String text) {
        var members = new LinkedHashMap<String, String>();
        try (JsonParser parser = json.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken(); // strings are read when they are asked for, and end only then
                members.put(
                        name,
                        text.substring(from, (int) parser.currentLocation().getCharOffset())
                                .trim());
            }
            return members;
        } catch (IOException e) {
            throw new IllegalStateException("a text that was bound to a request is JSON", e);
        }
    }

    /** Whether two spellings are of one value; absent is the same as null. */
    boolean isOfOneValue(String left, String right) {
        try {
            return Objects.equals(left, right) || Objects.equals(value(left), value(right));
        } catch (IOException e) {
            throw new IllegalStateException("a part of a JSON text is JSON", e);
        }
    }

    /** As it is bound where no type is declared, which is how it would be answered. */
    private Object value(String spelling) throws IOException {
        return spelling == null ? null : json.readValue(spelling, Object.class);
    }
}
