package dev.payonce.refund;

import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.Amount;
import dev.payonce.json.Metadata;
import dev.payonce.json.Name;
import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import java.util.Map;

/** What a caller sends to refund a payment. */
@AmountFitsKind
@RegisterForReflection
public record RefundRequest(
        @NotNull @Identity("All that remains, or a named amount: equal only by accident.")
        RefundKind kind,

        @Amount @Identity("Another part (PARTIAL only; FULL names no amount).")
        Long amount,

        @Name(max = 100, ownNumber = true)
        @Identity("Tells two equal partial refunds apart, or one from its repetition.")
        String reference,

        @Text(max = 1000, multiline = true) @Noise("Why, not what; it may be worded anew in a retry.")
        String reason,

        @Metadata @Noise("The merchant's own labels; they decide nothing here.")
        Map<String, Object> metadata,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {}
