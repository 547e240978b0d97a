package dev.payonce.simulator;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.util.UUID;

/** A refund as it is asked for, of the charge made under the reference {@code charge}. */
record RefundRequest(
        @NotNull UUID reference,
        @NotNull UUID charge,
        @Positive long amount,
        @NotNull @Pattern(regexp = "[A-Z]{3}") String currency) {}
