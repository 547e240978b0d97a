package dev.payonce.semantics;

import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.http.Problem;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What a side turned out to be. */
sealed interface ParsedRequest {

    /** Refused, unless a key answered the very same request before. */
    record Refused(Problem problem) implements ParsedRequest {}

    /**
     * A request.
     *
     * @param fingerprint as this instance would store it
     * @param written each field as it is written, the path's resource included
     */
    record Valid<R extends Record>(
            OperationKind<R> operation, R body, Fingerprint fingerprint, Map<String, String> written)
            implements ParsedRequest {

        List<String> sequence(String field) {
            return operation.sequence(body, field, fingerprint.version());
        }
    }

    /** As it is shown; {@code requestId} is that of the comparison. */
    default Comparison.Side shown(String requestId) {
        if (this instanceof Valid<?> valid) {
            Fingerprint fingerprint = valid.fingerprint();
            return new Comparison.Side(
                    fingerprint.version(),
                    fingerprint.identity(),
                    HexFormat.of().formatHex(fingerprint.digest()),
                    null);
        }
        return new Comparison.Side(null, null, null, ((Refused) this).problem().document(requestId));
    }
}
