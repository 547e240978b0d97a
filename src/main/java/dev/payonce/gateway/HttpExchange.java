package dev.payonce.gateway;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One running HTTP exchange: sends one request once and reports exactly one {@link Exchange}, at the latest when the
 * time is over.
 *
 * <p>The phase is the one shared piece of state, because the timer, the connection and a cancelling caller may each be on
 * another thread. {@code CONNECTING -> SENDING} is what makes "not sent" a fact: whoever leaves {@code CONNECTING} first
 * decides whether the request goes out at all.
 */
final class HttpExchange {
    private enum Phase {
        CONNECTING,
        SENDING,
        OVER
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);
    private final Vertx vertx;
    private final UniEmitter<? super Exchange> emitter;
    private final int bound;
    private final Runnable late;
    private final Buffer answer = Buffer.buffer();
    private volatile HttpClientRequest request;
    private long timer;

    HttpExchange(Vertx vertx, UniEmitter<? super Exchange> emitter, int bound, Runnable late) {
        this.vertx = vertx;
        this.emitter = emitter;
        this.bound = bound;
        this.late = late;
    }

    void start(HttpClient client, RequestOptions options, Buffer body, Duration timeout) {
        timer = vertx.setTimer(timeout.toMillis(), fired -> {
            late.run();
            give("no answer within " + timeout);
        });
        emitter.onTermination(() -> give("given up by the caller"));
        // The pool's own limit takes a waiting request out of its queue; the timer above only stops waiting for it.
        client.request(options.setConnectTimeout(timeout.toMillis()))
                .onSuccess(connected -> send(connected, body))
                .onFailure(fault -> give("no connection: " + reason(fault)));
    }

    private void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        if (!phase.compareAndSet(Phase.CONNECTING, Phase.SENDING)) {
            connected.reset();
            return;
        }
        connected.exceptionHandler(fault -> give("connection lost: " + reason(fault)));
        connected.response().onSuccess(this::receive).onFailure(fault -> give("connection lost: " + reason(fault)));
        if (body == null) {
            connected.end();
        } else {
            connected.putHeader("content-type", "application/json").end(body);
        }
    }

    private void receive(HttpClientResponse response) {
        response.exceptionHandler(fault -> give("answer cut off: " + reason(fault)));
        response.handler(chunk -> {
            // Counted while it streams: an endless answer must not be gathered first and judged afterwards.
            if (answer.length() + chunk.length() > bound) {
                give("answer longer than " + bound + " bytes");
            } else {
                answer.appendBuffer(chunk);
            }
        });
        response.endHandler(end -> {
            if (phase.compareAndSet(Phase.SENDING, Phase.OVER)) {
                vertx.cancelTimer(timer);
                emitter.complete(new Exchange.Answered(response.statusCode(), answer));
            }
        });
    }

    /** Ends the exchange without an answer, unless it is over already. */
    private void give(String why) {
        Phase before = phase.getAndSet(Phase.OVER);
        if (before == Phase.OVER) {
            return;
        }
        vertx.cancelTimer(timer);
        if (before == Phase.CONNECTING) {
            emitter.complete(new Exchange.NotSent(why));
        } else {
            request.reset(); // closes the connection: what may still come on it belongs to nobody
            emitter.complete(new Exchange.Broken(why));
        }
    }

    private static String reason(Throwable fault) {
        return fault.getClass().getSimpleName() + (fault.getMessage() == null ? "" : ": " + fault.getMessage());
    }
}
