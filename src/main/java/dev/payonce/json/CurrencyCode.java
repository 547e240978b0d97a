package dev.payonce.json;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The code of a currency that some country pays in today (ISO 4217, upper case). {@code null} passes. */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CurrencyCodeValidator.class)
public @interface CurrencyCode {
    String message() default "must be an ISO 4217 currency code in upper case, for instance EUR";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
