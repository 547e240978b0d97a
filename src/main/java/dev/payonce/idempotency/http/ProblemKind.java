package dev.payonce.idempotency.http;

import java.util.Locale;

/** A kind of problem (RFC 9457), the same for everybody whom it meets. */
public interface ProblemKind {

    /** Its name in URIs, for instance {@code not-found}. */
    String slug();

    /** The status of HTTP. */
    int status();

    /** A short sentence for people. */
    String title();

    /** What the client may do. */
    Retry retry();

    /** The slug of a kind that is a constant of an enum: its name, in the spelling of URIs. */
    static String slugOf(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The relative URI that identifies it, and under which it may be explained. */
    default String uri() {
        return "/problems/" + slug();
    }
}
