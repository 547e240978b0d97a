package dev.payonce.idempotency;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a client is told, word for word, now and at every replay.
 *
 * @param status of HTTP; 4xx if the business state refused
 * @param body JSON; a problem document where the status says so
 * @param resource the path of the resource that the answer is about, or null
 */
public record Answer(int status, String body, String resource) {

    private static final int CREATED = 201;

    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    boolean succeeded() {
        return status < 300;
    }

    /**
     * The answer as it is told. What a request creates is created when its key is claimed, which only the database knows:
     * so the answer to a creation is stored without its {@code createdAt}, and gets it here, from the key's row.
     */
    public Answer createdAt(Instant claimedAt) {
        if (status != CREATED) {
            return this;
        }
        String members = body.substring(0, body.length() - 1);
        String separator = members.equals("{") ? "" : ",";
        return new Answer(
                status, members + separator + "\"createdAt\":\"" + RFC_3339.format(claimedAt) + "\"}", resource);
    }
}
