package dev.payonce.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads a JSON number that is an integer in value, however it is written: {@code 1000}, {@code 1000.0} and {@code 1e3}
 * are one; {@code 10.5} and {@code "1000"} are none.
 */
public final class ExactInteger extends StdDeserializer<Long> implements ContextualDeserializer {

    private static final long serialVersionUID = 1L;

    /** A long has 19 digits. What has more is refused by its size alone: 1e999999999 is never written out. */
    private static final int MAX_DIGITS = 19;

    private static final String NO_INTEGER = "must be an integer number";
    private static final String NO_AMOUNT = "must be an integer number of minor units";

    /** What a missing number is read as. */
    private final Long missing;

    /** What is said of a number that is no integer. */
    private final String rule;

    public ExactInteger() {
        this(null, NO_INTEGER);
    }

    private ExactInteger(Long missing, String rule) {
        super(Long.class);
        this.missing = missing;
        this.rule = rule;
    }

    /** A missing {@code long} is 0, which {@link Amount} refuses with the field's name; a {@code Long} is null. */
    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
        return property == null
                ? this
                : new ExactInteger(
                        property.getType().isPrimitive() ? 0L : null,
                        property.getAnnotation(Amount.class) == null ? NO_INTEGER : NO_AMOUNT);
    }

    @Override
    public Long deserialize(JsonParser json, DeserializationContext context) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        if (token == null || !token.isNumeric()) {
            throw new Refusal(json, rule);
        }
        return exactly(json);
    }

    private Long exactly(JsonParser json) throws IOException {
        BigDecimal value;
        try {
            value = new BigDecimal(json.getText());
        } catch (NumberFormatException exponentBeyondInt) {
            throw new Refusal(json, "is out of range");
        }
        if (value.signum() == 0) {
            return 0L;
        }
        // The place of the first digit, counted from the point. In long: the scale alone may fill an int.
        long magnitude = (long) value.precision() - value.scale();
        if (magnitude > MAX_DIGITS) {
            throw new Refusal(json, "is out of range");
        }
        if (magnitude <= 0) {
            throw new Refusal(json, rule); // below one
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException fractionOrTooLarge) {
            throw new Refusal(json, rule);
        }
    }

    @Override
    public Long getNullValue(DeserializationContext context) {
        return missing;
    }
}
