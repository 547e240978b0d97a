package dev.payonce.json;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Free data of the client's on a {@code Map<String, Object>}: at most {@value #MAX_ENTRIES} entries, their names of 1
 * to {@value #MAX_KEY_LENGTH} characters, and nothing anywhere in it that could not be given back as it came: its
 * numbers digit by digit, its texts in their one spelling. Nothing in it is a card number. {@code null} passes.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = MetadataValidator.class)
@NoCardNumber
public @interface Metadata {
    int MAX_ENTRIES = 50;
    int MAX_KEY_LENGTH = 40;

    String message() default
            "must have at most 50 entries with names of 1 to 40 characters, "
                    + "no NUL or half surrogate pair in any text and no number out of the range of a double";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
