package dev.payonce.payment;

import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.Amount;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.Metadata;
import dev.payonce.json.Name;
import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import java.util.Map;

/** What a caller sends to pay an order. */
@RegisterForReflection
public record PaymentRequest(
        @NotNull @Amount @Identity("Another amount is another charge.")
        Long amount,

        @NotNull @CurrencyCode @Identity("1000 JPY is not 1000 EUR.")
        String currency,

        @NotNull @Name(max = 100) @Identity("Another method charges another account.")
        String paymentMethod,

        @Text(max = 1000, multiline = true) @Noise("A text for the statement, which may be worded anew in a retry.")
        String description,

        @Metadata @Noise("The merchant's own labels; they decide nothing here.")
        Map<String, Object> metadata,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {}
