package dev.payonce.json;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A mail address that can be written to, read in its one spelling ({@link MailAddresses}): what is compared is what the
 * letter is sent to. {@code null} passes.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
@JsonDeserialize(using = MailAddressReader.class)
@Constraint(validatedBy = MailAddressValidator.class)
@NoCardNumber
public @interface MailAddress {
    /** Of RFC 5321: a path has 256 characters, its angle brackets included. */
    int MAX_LENGTH = 254;

    String message() default
            "must be a mail address such as ada@example.com, its name in ASCII and without quotes; a domain outside"
                    + " ASCII can always be written in its xn-- form";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
