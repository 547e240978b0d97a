package dev.payonce.receipt;

import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.Intent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * Lets one sender through for each key, by {@code SET key NX EX}.
 *
 * <p>What this promises is less than a row in PostgreSQL does, and enough for a letter: it holds as long as Redis keeps
 * what it was told. An eviction, a failover to a replica that lags behind, or an expiry before the sending ended makes a
 * second sending possible; no money moves by it.
 *
 * <p>Redis holds a state, digests salted with the client's key, the owner's token and the veiled id of its request; the
 * name of the entry is a digest, too. None of it tells who bought what.
 */
@ApplicationScoped
class SendingGuard {

    /** How a sending stands. */
    enum State {
        PROCESSING,
        SUCCESS,
        /** It had no effect, or nobody knows, and may run again. */
        FAILED,
        /** The mail server refused the letter for good: as final as a success. */
        REFUSED,
        /** The key was given up before a sender had it. */
        ABANDONED
    }

    /**
     * What stands under a key.
     *
     * @param order digest of the order, as the key's first sender named it
     * @param email digest of the address, likewise
     * @param token of the sender who wrote it: whoever finds another one there was overtaken
     * @param request the id of that sender's request, veiled: a client may have made it out of anything
     */
    record Entry(State state, String order, String email, UUID token, String request) {

        private static final String SEPARATOR = " ";

        static Entry parse(String text) {
            String[] parts = text.split(SEPARATOR, 5);
            return new Entry(State.valueOf(parts[0]), parts[1], parts[2], UUID.fromString(parts[3]), parts[4]);
        }

        String text() {
            return String.join(SEPARATOR, state.name(), order, email, token.toString(), request);
        }

        /** Whether the mail server has decided: that answer stands, even if the key was given up afterwards. */
        boolean isDecided() {
            return state == State.SUCCESS || state == State.REFUSED;
        }

        Entry as(State next) {
            return new Entry(next, order, email, token, request);
        }
    }

    /** In the entry of a key that no sender had. */
    private static final String NOBODY = "-";

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
        KeyedCipher veil = new KeyedCipher(intent.key());
        UUID token = intent.operationId();
        return new Entry(
                State.PROCESSING,
                veil.digest("order", order.toString()),
                veil.digest("email", canonicalEmail),
                token,
                veil.hide(token, intent.requestId()));
    }

    /** The request that wrote an entry. */
    static String requestId(Intent intent, Entry entry) {
        return new KeyedCipher(intent.key()).reveal(entry.token(), entry.request());
    }

    /** What stands under the key, or null. */
    Uni<Entry> standing(Intent intent) {
        return standing(name(intent));
    }

    private Uni<Entry> standing(String name) {
        return redis.send(Request.cmd(Command.GET).arg(name))
                .map(found -> found == null ? null : Entry.parse(found.toString()));
    }

    /** Sees to it that no sender gets the key any more: null, or the entry of one that has it or is done. */
    Uni<Entry> abandon(UUID merchant, String key, UUID token) {
        String name = name(merchant, key);
        Entry abandoned = new Entry(State.ABANDONED, NOBODY, NOBODY, token, NOBODY);
        return setIfAbsent(name, abandoned, keys.keyRetention())
                .chain(set -> set ? Uni.createFrom().nullItem() : standing(name))
                .chain(entry -> entry == null || entry.state() != State.FAILED
                        ? Uni.createFrom().item(entry)
                        : swap(name, entry, abandoned, keys.keyRetention())
                                .chain(swapped ->
                                        swapped ? Uni.createFrom().nullItem() : abandon(merchant, key, token)));
    }

    /** Claims the key: null if it is this sender's now, else what stands there. */
    Uni<Entry> claim(Intent intent, Entry mine) {
        return setIfAbsent(name(intent), mine, config.processingExpiry())
                .chain(set -> set
                        ? Uni.createFrom().nullItem()
                        // It may expire between the two commands; then it is free, and the next SET gets it.
                        : standing(intent).onItem().ifNull().switchTo(() -> claim(intent, mine)));
    }

    /** Takes a failed sending over: true if this sender is the one who may try again. */
    Uni<Boolean> takeOver(Intent intent, Entry failed, Entry mine) {
        return swap(intent, failed, mine, config.processingExpiry());
    }

    /** Records what the mail server decided; it is remembered as long as any other key. */
    Uni<Boolean> decided(Intent intent, Entry mine, Delivery delivery) {
        State state = switch (delivery) {
            case ACCEPTED -> State.SUCCESS;
            case REFUSED -> State.REFUSED;
        };
        return swap(intent, mine, mine.as(state), keys.keyRetention());
    }

    /** Records that the sending failed, which frees the key for the next try. */
    Uni<Boolean> failed(Intent intent, Entry mine) {
        return swap(intent, mine, mine.as(State.FAILED), keys.keyRetention());
    }

    private Uni<Boolean> setIfAbsent(String name, Entry entry, Duration expiry) {
        return redis.send(Request.cmd(Command.SET)
                        .arg(name)
                        .arg(entry.text())
                        .arg("NX")
                        .arg("PX")
                        .arg(expiry.toMillis()))
                .map(set -> set != null);
    }

    private Uni<Boolean> swap(Intent intent, Entry expected, Entry next, Duration expiry) {
        return swap(name(intent), expected, next, expiry);
    }

    private Uni<Boolean> swap(String name, Entry expected, Entry next, Duration expiry) {
        return redis.send(Request.cmd(Command.EVAL)
                        .arg(COMPARE_AND_SET)
                        .arg(1)
                        .arg(name)
                        .arg(expected.text())
                        .arg(next.text())
                        .arg(expiry.toMillis()))
                .map(swapped -> swapped.toInteger() == 1);
    }

    private static String name(Intent intent) {
        return name(intent.merchant(), intent.key());
    }

    private static String name(UUID merchant, String key) {
        return "payonce:receipt:" + new KeyedCipher(key).digest("merchant", merchant.toString());
    }
}
