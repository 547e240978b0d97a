package dev.payonce.api;

import java.util.UUID;

/**
 * Who makes a call.
 *
 * @param merchant the tenant, to whom everything that the call sees and makes belongs
 * @param secret 32 random bytes of the merchant's own, from which ids are derived that tell nothing of what they are
 *     derived from; never shown, logged or sent on
 */
public record Caller(UUID merchant, byte[] secret) {

    /** Without the secret, so that a caller may appear in a log. */
    @Override
    public String toString() {
        return merchant.toString();
    }
}
