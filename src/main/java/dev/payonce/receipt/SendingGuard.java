package dev.payonce.receipt;

import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.Intent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Lets one sender through for each key, by {@code SET key NX EX}.
 *
 * <p>What this promises is less than a row in PostgreSQL does, and enough for a letter: it holds as long as Redis keeps
 * what it was told. An eviction, a failover to a replica that lags behind, or an expiry before the sending ended makes a
 * second sending possible; no money moves by it.
 *
 * <p>Redis holds a state, digests salted with the client's key, the owner's token and the request's id; the name of the
 * entry is a digest, too. None of it tells who bought what.
 */
@ApplicationScoped
class SendingGuard {

    /** How a sending stands. */
    enum State {
        PROCESSING,
        SUCCESS,
        FAILED
    }

    /**
     * What stands under a key.
     *
     * @param order digest of the order, as the key's first sender named it
     * @param email digest of the address, likewise
     * @param token of the sender who wrote it: whoever finds another one there was overtaken
     * @param requestId of that sender's request
     */
    record Entry(State state, String order, String email, String token, String requestId) {

        private static final String SEPARATOR = " ";

        static Entry parse(String text) {
            String[] parts = text.split(SEPARATOR, 5);
            return new Entry(State.valueOf(parts[0]), parts[1], parts[2], parts[3], parts[4]);
        }

        String text() {
            return String.join(SEPARATOR, state.name(), order, email, token, requestId);
        }

        Entry as(State next) {
            return new Entry(next, order, email, token, requestId);
        }
    }

    /** Writes the new entry exactly if the expected one still stands: an owner that was overtaken writes nothing. */
    private static final String COMPARE_AND_SET = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then
                redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
                return 1
            end
            return 0
            """;

    private final Redis redis;
    private final ReceiptConfig config;
    private final IdempotencyConfig keys;

    SendingGuard(Redis redis, ReceiptConfig config, IdempotencyConfig keys) {
        this.redis = redis;
        this.config = config;
        this.keys = keys;
    }

    /** The entry that this sender would write. */
    static Entry entry(Intent intent, UUID order, String canonicalEmail) {
        return new Entry(
                State.PROCESSING,
                digest(intent.key(), "order", order.toString()),
                digest(intent.key(), "email", canonicalEmail),
                intent.operationId().toString(),
                intent.requestId());
    }

    /** Claims the key: null if it is this sender's now, else what stands there. */
    Uni<Entry> claim(Intent intent, Entry mine) {
        return redis.send(Request.cmd(Command.SET)
                        .arg(name(intent))
                        .arg(mine.text())
                        .arg("NX")
                        .arg("PX")
                        .arg(config.processingExpiry().toMillis()))
                .chain(set -> set != null ? Uni.createFrom().nullItem() : standing(intent, mine));
    }

    private Uni<Entry> standing(Intent intent, Entry mine) {
        return redis.send(Request.cmd(Command.GET).arg(name(intent)))
                // It may expire between the two commands; then it is free, and the next SET gets it.
                .chain(found ->
                        found == null ? claim(intent, mine) : Uni.createFrom().item(Entry.parse(found.toString())));
    }

    /** Takes a failed sending over: true if this sender is the one who may try again. */
    Uni<Boolean> takeOver(Intent intent, Entry failed, Entry mine) {
        return swap(intent, failed, mine, config.processingExpiry());
    }

    /** Records that the letter is out; it is remembered as long as any other key. */
    Uni<Boolean> succeeded(Intent intent, Entry mine) {
        return swap(intent, mine, mine.as(State.SUCCESS), keys.keyRetention());
    }

    /** Records that the sending failed, which frees the key for the next try. */
    Uni<Boolean> failed(Intent intent, Entry mine) {
        return swap(intent, mine, mine.as(State.FAILED), keys.keyRetention());
    }

    private Uni<Boolean> swap(Intent intent, Entry expected, Entry next, Duration expiry) {
        return redis.send(Request.cmd(Command.EVAL)
                        .arg(COMPARE_AND_SET)
                        .arg(1)
                        .arg(name(intent))
                        .arg(expected.text())
                        .arg(next.text())
                        .arg(expiry.toMillis()))
                .map(swapped -> swapped.toInteger() == 1);
    }

    private static String name(Intent intent) {
        return "payonce:receipt:"
                + digest(intent.key(), "merchant", intent.merchant().toString());
    }

    /** Salted with the key, which is random and stays with the client: nobody can try out addresses against it. */
    private static String digest(String key, String what, String value) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256")
                    .digest((what + "\n" + key + "\n" + value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
