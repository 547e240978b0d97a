package dev.payonce.json;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** See {@link MailAddress}. What was read is in its one spelling already, if it has one. */
public final class MailAddressValidator implements ConstraintValidator<MailAddress, String> {

    @Override
    public boolean isValid(String address, ConstraintValidatorContext context) {
        return address == null || MailAddresses.canonical(address).isPresent();
    }
}
