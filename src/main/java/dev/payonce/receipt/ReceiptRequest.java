package dev.payonce.receipt;

import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.MailAddress;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;

/** What a caller sends to have a receipt mailed. */
@RegisterForReflection
public record ReceiptRequest(
        @NotNull
        @MailAddress
        @Identity("Another addressee is another letter; a domain counts in lower case and in its A-label form (xn--).")
        String email,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {

    /** Names no address, so that a request may appear in a log. */
    @Override
    public String toString() {
        return "ReceiptRequest";
    }
}
