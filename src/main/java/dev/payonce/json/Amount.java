package dev.payonce.json;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An amount of money in minor units, from 1 to {@value #MAX}, read by {@link ExactInteger}. For a {@code long} or
 * {@code Long}; {@code null} passes.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
@JsonDeserialize(using = ExactInteger.class)
@Constraint(validatedBy = {})
@Min(1)
@Max(Amount.MAX)
@ReportAsSingleViolation
public @interface Amount {
    /** Below 2^53, so that a client in JavaScript reads every amount, and sums of thousands of them, exactly. */
    long MAX = 999_999_999_999L;

    String message() default "must be from 1 to 999999999999";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
