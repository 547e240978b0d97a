package dev.payonce.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The requests that are sent: bytes made once, with a key and an order's number put in each time. */
final class Requests {

    static final String ITEMS =
            "[{\"sku\":\"tea-assam-250\",\"quantity\":2,\"unitPrice\":1200},{\"sku\":\"pot-blue\",\"quantity\":1,\"unitPrice\":1850}]";

    static final String ORDER_BODY = "{\"customer\":\"cust_81730\",\"currency\":\"EUR\",\"items\":" + ITEMS
            + ",\"note\":\"Please ring twice\",\"metadata\":{\"channel\":\"web\",\"campaign\":\"winter\"}}";

    static final String PAYMENT_BODY = "{\"amount\":" + Stock.TOTAL
            + ",\"currency\":\"EUR\",\"paymentMethod\":\"pm_ok\",\"description\":\"Order of tea\"}";

    /** Of seeded keys: as long as that of the order above, whatever it says. */
    static final String IDENTITY = "{\"currency\":\"EUR\",\"customer\":\"cust_81730\",\"items\":" + ITEMS + "}";

    static final String ANSWER_AFTER_ID =
            "\",\"status\":\"OPEN\",\"customer\":\"cust_81730\",\"currency\":\"EUR\",\"total\":"
                    + Stock.TOTAL + ",\"amountRefunded\":0,\"items\":" + ITEMS
                    + ",\"reference\":null,\"note\":\"Please ring twice\",\"metadata\":{\"channel\":\"web\",\"campaign\":\"winter\"},"
                    + "\"createdAt\":\"2026-11-25T03:00:00.123456Z\"}";

    private final int merchants;
    private long keys;

    /** Requests of so many merchants in turn, with keys that no other run makes. */
    Requests(int merchants) {
        this.merchants = merchants;
        this.keys = System.nanoTime() << 20;
    }

    /** {@code POST} of new orders to a path, each under a key of its own, or under none. */
    Load.Source orders(String path, boolean keyed) {
        byte[][] heads = each(merchant -> "POST " + path + " HTTP/1.1\r\n" + common(merchant)
                + (keyed ? "Idempotency-Key: " : "X-Request-Source: "));
        byte[] tail = body(ORDER_BODY);
        return out -> {
            long n = keys++;
            key(out.put(heads[Math.floorMod(n, merchants)]), n).put(tail);
        };
    }

    /** New orders, the same key so many times in a row. */
    Load.Source ordersUnderOneKey(int times) {
        byte[][] heads = each(merchant -> "POST /v1/orders HTTP/1.1\r\n" + common(merchant) + "Idempotency-Key: ");
        byte[] tail = body(ORDER_BODY);
        var sent = new long[1];
        return out -> {
            if (sent[0]++ % times == 0) {
                keys++;
            }
            key(out.put(heads[0]), keys).put(tail);
        };
    }

    /** Pays the seeded orders once each, under a key of its own; {@code way} is empty for ours. */
    Load.Source payments(Numbers numbers, String way) {
        byte[] begin = ascii("POST /v1" + way + "/orders/" + Stock.ORDER);
        byte[][] heads = each(merchant -> "/payments HTTP/1.1\r\n" + common(merchant) + "Idempotency-Key: ");
        byte[] tail = body(PAYMENT_BODY);
        return out -> {
            long n = numbers.next();
            out.put(begin).decimal(n, Stock.ORDER_DIGITS).put(heads[(int) (n % merchants)]);
            key(out, keys++).put(tail);
        };
    }

    /** The same request again and again; where it goes is asked each time, for a new seeding changes it. */
    static Load.Source same(String method, Supplier<String> path, String key, String body) {
        return new Load.Source() {
            private String to;
            private byte[] bytes;

            @Override
            public void next(RequestBuffer out) {
                if (!path.get().equals(to)) {
                    to = path.get();
                    bytes = ascii(method + " " + to + " HTTP/1.1\r\n" + common(0)
                            + (key == null ? "" : "Idempotency-Key: " + key + "\r\n")
                            + (body == null ? "" : "Content-Length: " + body.length() + "\r\n")
                            + "\r\n"
                            + (body == null ? "" : body));
                }
                out.put(bytes);
            }
        };
    }

    private static String common(int merchant) {
        return "Host: 127.0.0.1\r\nAuthorization: Bearer " + Stock.apiKey(merchant)
                + "\r\nContent-Type: application/json\r\n";
    }

    private byte[][] each(IntFunction<String> text) {
        return IntStream.range(0, merchants)
                .mapToObj(merchant -> ascii(text.apply(merchant)))
                .toArray(byte[][]::new);
    }

    private static byte[] body(String body) {
        return ascii("\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** 32 digits that look random, and never the same twice: a client's UUID, as an index sees it. */
    private static RequestBuffer key(RequestBuffer out, long n) {
        return out.hex(mixed(n)).hex(mixed(~n));
    }

    /** The finaliser of SplitMix64: a permutation. */
    private static long mixed(long n) {
        long z = n + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
