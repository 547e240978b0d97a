package dev.payonce.refund;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What no single field of a refund shows: PARTIAL names an amount, FULL does not. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AmountFitsKind.Rule.class)
public @interface AmountFitsKind {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule itself; a kind that is missing is the field's own violation. */
    final class Rule implements ConstraintValidator<AmountFitsKind, RefundRequest> {

        @Override
        public boolean isValid(RefundRequest refund, ConstraintValidatorContext context) {
            if (refund.kind() == RefundKind.PARTIAL && refund.amount() == null) {
                return refuse("is required with kind PARTIAL", context);
            }
            if (refund.kind() == RefundKind.FULL && refund.amount() != null) {
                return refuse("must not be given with kind FULL, which means what remains", context);
            }
            return true;
        }

        private static boolean refuse(String message, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message)
                    .addPropertyNode("amount")
                    .addConstraintViolation();
            return false;
        }
    }
}
