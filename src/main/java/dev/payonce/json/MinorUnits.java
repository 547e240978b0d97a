package dev.payonce.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads an amount in minor units: a JSON number that is an integer in value, however it is written. {@code 1000},
 * {@code 1000.0} and {@code 1e3} are one amount; {@code 10.5} and {@code "1000"} are none.
 */
public final class MinorUnits extends StdDeserializer<Long> implements ContextualDeserializer {

    private static final long serialVersionUID = 1L;

    /** A long has 19 digits. What has more is refused by its size alone: 1e999999999 is never written out. */
    private static final int MAX_DIGITS = 19;

    /** What a missing amount is read as. */
    private final Long missing;

    public MinorUnits() {
        this(null);
    }

    private MinorUnits(Long missing) {
        super(Long.class);
        this.missing = missing;
    }

    /** A missing {@code long} is 0, which {@link Amount} refuses with the field's name; a {@code Long} is null. */
    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
        return property != null && property.getType().isPrimitive() ? new MinorUnits(0L) : this;
    }

    @Override
    public Long deserialize(JsonParser json, DeserializationContext context) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        if (token == null || !token.isNumeric()) {
            throw refusal(json, "must be an integer number of minor units");
        }
        return exactly(json);
    }

    private static Long exactly(JsonParser json) throws IOException {
        BigDecimal value;
        try {
            value = new BigDecimal(json.getText());
        } catch (NumberFormatException exponentBeyondInt) {
            throw refusal(json, "is out of range");
        }
        if (value.signum() == 0) {
            return 0L;
        }
        // The place of the first digit, counted from the point. In long: the scale alone may fill an int.
        long magnitude = (long) value.precision() - value.scale();
        if (magnitude > MAX_DIGITS) {
            throw refusal(json, "is out of range");
        }
        if (magnitude <= 0) {
            throw refusal(json, "must be an integer number of minor units"); // below one
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException fractionOrTooLarge) {
            throw refusal(json, "must be an integer number of minor units");
        }
    }

    private static MismatchedInputException refusal(JsonParser json, String message) {
        return new Refusal(json, message);
    }

    /** A refusal whose message is written for the client, unlike Jackson's own. */
    static final class Refusal extends MismatchedInputException implements ToldToClients {
        private static final long serialVersionUID = 1L;

        Refusal(JsonParser json, String message) {
            super(json, message, Long.class);
        }
    }

    @Override
    public Long getNullValue(DeserializationContext context) {
        return missing;
    }
}
