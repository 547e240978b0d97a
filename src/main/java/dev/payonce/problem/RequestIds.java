package dev.payonce.problem;

import dev.payonce.clock.Ids;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/** Gives every request its id, and every response the header that names it. */
@ApplicationScoped
public class RequestIds {

    public static final String HEADER = "X-Request-ID";
    private static final String KEY = "payonce.request-id";
    private static final String RECEIVED_AT = "payonce.received-at";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final Ids ids;

    RequestIds(Ids ids) {
        this.ids = ids;
    }

    /**
     * The request's id: the caller's own where that is safe to repeat in a header and a log, else a new one. The
     * response carries it from the first call on.
     */
    public String of(RoutingContext request) {
        String id = request.get(KEY);
        if (id == null) {
            String given = request.request().getHeader(HEADER);
            id = given != null && SANE.matcher(given).matches()
                    ? given
                    : ids.next().toString();
            request.put(KEY, id);
            request.put(RECEIVED_AT, System.nanoTime());
            request.response().putHeader(HEADER, id);
        }
        return id;
    }

    /** The id given by {@link #of}; every request that reaches a resource has one. */
    public static String known(RoutingContext request) {
        return request.get(KEY);
    }

    /** When a request came that has an id, by {@link System#nanoTime}. */
    public static long receivedAt(RoutingContext request) {
        return request.<Long>get(RECEIVED_AT);
    }
}
