package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Waits for work no longer than a time. Work that takes longer is not cancelled: it goes on, and what it comes to can still
 * be dealt with. To be subscribed to on a Vert.x context.
 */
final class InTime {

    private InTime() {}

    /** The work's item, or something else when the time is over. */
    static <T> Uni<T> orElse(Duration time, Uni<T> work, T otherwise) {
        return within(time, work, emitter -> emitter.complete(otherwise), late -> {});
    }

    /**
     * The work's item, or an {@link OutOfTimeException} when the time is over.
     *
     * @param late is given the item that comes after that
     */
    static <T> Uni<T> orFail(Duration time, Uni<T> work, Consumer<T> late) {
        return within(time, work, emitter -> emitter.fail(new OutOfTimeException()), late);
    }

    private static <T> Uni<T> within(
            Duration time, Uni<T> work, Consumer<UniEmitter<? super T>> whenOver, Consumer<T> late) {
        return Uni.createFrom().emitter(emitter -> {
            var ended = new AtomicBoolean();
            Context context = Vertx.currentContext();
            long timer = context.owner().setTimer(Math.max(1, time.toMillis()), fired -> {
                if (ended.compareAndSet(false, true)) {
                    context.runOnContext(there -> whenOver.accept(emitter));
                }
            });
            work.subscribe()
                    .with(
                            item -> {
                                if (ended.compareAndSet(false, true)) {
                                    context.owner().cancelTimer(timer);
                                    emitter.complete(item);
                                } else {
                                    late.accept(item);
                                }
                            },
                            failure -> {
                                if (ended.compareAndSet(false, true)) {
                                    context.owner().cancelTimer(timer);
                                    emitter.fail(failure);
                                }
                            });
        });
    }
}
