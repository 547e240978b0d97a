package dev.payonce.order;

import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a caller may send along with a cancellation; all of it may be left out, and so may the body. */
@RegisterForReflection
public record CancelRequest(
        @Text(max = 1000, multiline = true) @Noise("Why, not what: the order is cancelled or it is not.")
        String reason,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {

    static final CancelRequest EMPTY = new CancelRequest(null, null, null, null);
}
