package dev.payonce.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The JSON that goes over the wire, and the strict reader of what comes back. */
@RegisterForReflection
final class GatewayJson {

    record Charge(UUID reference, UUID account, long amount, String currency, String paymentMethod) {}

    record Refund(UUID reference, UUID charge, long amount, String currency) {}

    /** The gateway may add fields; the ones we know must be what they are declared to be. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(UUID reference, String status, String id, String failureCode, Long amount, String currency) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(List<StatementEntry> entries, String nextCursor) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Notice(NoticeData data) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record NoticeData(UUID account, UUID reference) {}

    /**
     * Not the application's mapper: what is believed about money must not change with its settings. No amount out of a
     * string or a fraction, nothing said twice, nothing after the end.
     */
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private GatewayJson() {}

    static Buffer written(Object request) {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(request));
        } catch (IOException e) {
            throw new IllegalStateException("a record of plain values is always writable", e);
        }
    }

    /** What the body says, or nothing where it is not exactly one valid document of that shape. */
    static <T> Optional<T> read(Buffer body, Class<T> shape) {
        try {
            return Optional.ofNullable(JSON.readValue(body.getBytes(), shape));
        } catch (IOException e) {
            return Optional.empty(); // the message would quote the body, so it is not passed on
        }
    }
}
