package dev.payonce.webhook;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One running attempt: sends one request once and reports exactly one {@link Attempt}, at the latest when the time is over.
 * The answer's head says all there is to know; then the connection is closed, whatever the receiver would go on sending.
 */
final class WebhookExchange {

    private enum Phase {
        CONNECTING,
        SENDING,
        OVER
    }

    /** The timer and the connection may be on two threads: whoever leaves CONNECTING first decides whether it goes out. */
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

    private final Vertx vertx;
    private final UniEmitter<? super Attempt> emitter;
    private volatile HttpClientRequest request;
    private long timer;

    WebhookExchange(Vertx vertx, UniEmitter<? super Attempt> emitter) {
        this.vertx = vertx;
        this.emitter = emitter;
    }

    void start(HttpClient client, RequestOptions options, Buffer body, Duration timeout) {
        timer = vertx.setTimer(Math.max(1, timeout.toMillis()), fired -> give("no answer in time"));
        client.request(options.setConnectTimeout(Math.max(1, timeout.toMillis())))
                .onSuccess(connected -> send(connected, body))
                .onFailure(fault -> give("no connection"));
    }

    private void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        if (!phase.compareAndSet(Phase.CONNECTING, Phase.SENDING)) {
            connected.reset();
            return;
        }
        connected.exceptionHandler(fault -> give("the connection was lost"));
        connected
                .response()
                .onSuccess(response -> {
                    response.exceptionHandler(
                            cutOff -> {}); // the rest of it is not wanted, and would be logged as an error
                    end(new Attempt.Answered(response.statusCode()));
                })
                .onFailure(fault -> give("the connection was lost"));
        connected.end(body);
    }

    private void give(String why) {
        end(phase.get() == Phase.CONNECTING ? new Attempt.NotSent(why) : new Attempt.Unanswered(why));
    }

    private void end(Attempt attempt) {
        Phase before = phase.getAndSet(Phase.OVER);
        if (before == Phase.OVER) {
            return;
        }
        vertx.cancelTimer(timer);
        if (before == Phase.SENDING) {
            request.reset(); // closes the connection
        }
        emitter.complete(attempt);
    }
}
