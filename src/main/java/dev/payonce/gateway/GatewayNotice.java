package dev.payonce.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.UUID;

/**
 * What the gateway tells without being asked: that something has become of a reference. What has become of it is not read:
 * it is asked for, and believed as every other answer.
 *
 * @param account whose it is, as it was told with the charge; null if the gateway knows none
 * @param reference our payment or refund id
 */
public record GatewayNotice(UUID account, UUID reference) {

    /** The notice that a body is, or nothing where it is not exactly one valid document of that shape. */
    public static Optional<GatewayNotice> read(byte[] body) {
        return GatewayJson.read(Buffer.buffer(body), GatewayJson.Notice.class)
                .map(GatewayJson.Notice::data)
                .filter(data -> data.reference() != null)
                .map(data -> new GatewayNotice(data.account(), data.reference()));
    }
}
