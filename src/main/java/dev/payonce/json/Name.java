package dev.payonce.json;

import jakarta.validation.Constraint;
import jakarta.validation.OverridesAttribute;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Text that names something, so that another text means something else: {@link Text} on one line, that is not blank and
 * neither begins nor ends with white space or a character that nobody sees. Two names that look the same to the people
 * who read and copy them would otherwise be two. {@code null} passes.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NameValidator.class)
@Text(max = Integer.MAX_VALUE)
public @interface Name {
    @OverridesAttribute(constraint = Text.class)
    int max();

    /** See {@link Text#ownNumber}. */
    @OverridesAttribute(constraint = Text.class)
    boolean ownNumber() default false;

    String message() default "must not be blank, nor begin or end with white space or an invisible character";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
