package dev.payonce.simulator;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.util.UUID;

/** A charge as it is asked for; any string is a payment method, for refusing an unknown one is an outcome. */
record ChargeRequest(
        @NotNull UUID reference,
        UUID account,
        @Positive long amount,
        @NotNull @Pattern(regexp = "[A-Z]{3}") String currency,
        @NotNull String paymentMethod) {}
