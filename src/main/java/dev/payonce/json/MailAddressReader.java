package dev.payonce.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;

/** Reads a mail address in its one spelling. What is none is read as the text that it is, for the constraint to refuse. */
final class MailAddressReader extends StdDeserializer<String> {

    private static final long serialVersionUID = 1L;

    MailAddressReader() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        String text = Texts.normal(StringDeserializer.instance.deserialize(json, context));
        return MailAddresses.canonical(text).orElse(text);
    }
}
