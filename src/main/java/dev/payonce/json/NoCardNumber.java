package dev.payonce.json;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Text, or free data, without a card number in it ({@link CardNumbers}): what is stored, logged and sent on here must not
 * bring those who run this server under the rules for card data. Every type of text has this constraint of itself, so
 * that no field can forget it. {@code null} passes.
 */
@Documented
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NoCardNumberValidator.class)
public @interface NoCardNumber {
    /** Whether the field holds a number of the merchant's own, which is let through whatever it looks like. */
    boolean ownNumber() default false;

    String message() default "must not contain a card number";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
