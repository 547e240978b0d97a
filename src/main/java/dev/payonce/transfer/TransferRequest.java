package dev.payonce.transfer;

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

/** What a caller sends to pay somebody out. */
@RegisterForReflection
public record TransferRequest(
        @NotNull @Name(max = 200) @Identity("The same amount to somebody else is another transfer.")
        String recipient,

        @NotNull @Amount @Identity("Another amount is another transfer.")
        Long amount,

        @NotNull @CurrencyCode @Identity("1000 JPY is not 1000 EUR.")
        String currency,

        @Name(max = 100, ownNumber = true)
        @Identity("The merchant's own number of the transfer: another number, another transfer.")
        String reference,

        @Text(max = 1000, multiline = true) @Noise("A text for the recipient, which may be worded anew in a retry.")
        String memo,

        @Metadata @Noise("The merchant's own labels; they decide nothing here.")
        Map<String, Object> metadata,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {}
