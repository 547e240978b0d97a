package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.util.List;

/**
 * Looks on while operations are worked on: to trace them, for instance. It decides nothing. Where the service has no bean of
 * this type, nobody looks on.
 */
public interface Onlooker {

    /** The present request has claimed its key. */
    default void claimed(Claim claim) {}

    /** The present request has met an operation that another one began, and is answered by it. */
    default <T> Uni<T> met(Claim standing, Uni<T> answer) {
        return answer;
    }

    /** Work goes on, in no request, at what one has left behind. */
    default <T> Uni<T> resumed(Claim left, Uni<T> work) {
        return work;
    }

    /** One statement serves several requests, each of which waits on a context of its own; the first one's is the present. */
    default <T> Uni<T> shared(List<Context> requests, Uni<T> statement) {
        return statement;
    }
}
