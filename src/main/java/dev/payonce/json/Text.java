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
 * Text that can be stored, logged and shown: from {@link #min} to {@link #max} characters (Unicode code points), no
 * half of a surrogate pair, no control characters, no card number. {@code null} passes.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = TextValidator.class)
@NoCardNumber
public @interface Text {
    int min() default 1;

    int max();

    /** Whether tabs and line ends are allowed: in what people write for people, never in what names something. */
    boolean multiline() default false;

    /** Whether it is a number of the merchant's own, and let through although it looks like a card number. */
    @OverridesAttribute(constraint = NoCardNumber.class)
    boolean ownNumber() default false;

    String message() default "must have from {min} to {max} characters, none of them a control character";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
