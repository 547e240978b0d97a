package dev.payonce.idempotency.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem document (RFC 9457) before it is written: its type, what happened this time, and extension members.
 *
 * @param type what kind of problem
 * @param detail one sentence for a developer; never carries a secret, an email or a class name
 * @param retryAfter seconds after which it is worth trying again, where it may be tried again as it is
 * @param members extension members in the order they are written, for instance {@code violations} or {@code resource}
 */
public record Problem(ProblemKind type, String detail, int retryAfter, Map<String, Object> members) {

    /** Longer than a short fault or a running operation mostly lasts, short enough for a person. */
    private static final int ONE_SECOND = 1;

    public static Problem of(ProblemKind type, String detail) {
        return new Problem(type, detail, ONE_SECOND, Map.of());
    }

    /** This problem with one more extension member, or as it is where there is no value to tell. */
    public Problem with(String member, Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(type, detail, retryAfter, Collections.unmodifiableMap(more));
    }

    /** This problem, with another time after which it is worth trying again. */
    public Problem retryAfter(int seconds) {
        return new Problem(type, detail, seconds, members);
    }

    /** The document's members as they are written; {@code instance} is the id of the request that met the problem. */
    public Map<String, Object> document(String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type.uri());
        document.put("title", type.title());
        document.put("status", type.status());
        document.put("detail", detail);
        document.put("instance", requestId);
        document.put("retry", type.retry().wire());
        document.putAll(members);
        return document;
    }
}
