package dev.payonce.json;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The code of a country's currency (ISO 4217, upper case), by this project's own table. {@code null} passes. What is
 * about existing money takes every currency that is known; what begins something new sets {@link #accepted}.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CurrencyCodeValidator.class)
public @interface CurrencyCode {
    /** Whether it has to be in use: a currency that was withdrawn is known, but not accepted any more. */
    boolean accepted() default false;

    String message() default "must be an ISO 4217 currency code in upper case, for instance EUR";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
