package dev.payonce.json;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** See {@link Name}. */
public final class NameValidator implements ConstraintValidator<Name, String> {

    @Override
    public boolean isValid(String name, ConstraintValidatorContext context) {
        return name == null
                || name.isEmpty() // too short for a Text already
                || !Characters.isInvisible(name.codePointAt(0))
                        && !Characters.isInvisible(name.codePointBefore(name.length()));
    }
}
