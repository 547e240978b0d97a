package dev.payonce.json;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Collection;
import java.util.Map;

/** See {@link NoCardNumber}. The depth of the nesting is bounded already where the JSON is read. */
public final class NoCardNumberValidator implements ConstraintValidator<NoCardNumber, Object> {

    private boolean ownNumber;

    @Override
    public void initialize(NoCardNumber rule) {
        ownNumber = rule.ownNumber();
    }

    @Override
    public boolean isValid(Object value, ConstraintValidatorContext context) {
        return ownNumber || !holdsOne(value);
    }

    private static boolean holdsOne(Object value) {
        if (value instanceof String text) {
            return CardNumbers.occurIn(text);
        }
        if (value instanceof NumberAsSent number) {
            return CardNumbers.occurIn(number);
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().anyMatch(NoCardNumberValidator::holdsOne)
                    || map.values().stream().anyMatch(NoCardNumberValidator::holdsOne);
        }
        return value instanceof Collection<?> list && list.stream().anyMatch(NoCardNumberValidator::holdsOne);
    }
}
