package dev.payonce.json;

import dev.payonce.currency.Currencies;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** See {@link CurrencyCode}. */
public final class CurrencyCodeValidator implements ConstraintValidator<CurrencyCode, String> {

    private boolean accepted;

    @Override
    public void initialize(CurrencyCode rule) {
        accepted = rule.accepted();
    }

    @Override
    public boolean isValid(String code, ConstraintValidatorContext context) {
        if (code == null || Currencies.isAccepted(code)) {
            return true;
        }
        if (!Currencies.isKnown(code)) {
            return false;
        }
        if (accepted) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate("must be a currency that is in use; this one was withdrawn")
                    .addConstraintViolation();
        }
        return !accepted;
    }
}
