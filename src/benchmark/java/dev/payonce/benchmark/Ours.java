package dev.payonce.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.client.Action;
import dev.payonce.client.Answer;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.PayonceException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/** Clients that keep the rules: they place orders, one after the other, and each goes on until its order stands. */
final class Ours implements AutoCloseable {

    private static final JsonNode ORDER = order();

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong placed = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final ConcurrentHistogram millis = new ConcurrentHistogram(600_000, 3);
    private volatile Throwable failure;
    private volatile boolean over;

    Ours(Lab lab, int clients) {
        URI server = URI.create("http://127.0.0.1:" + lab.server().port());
        for (int i = 0; i < clients; i++) {
            PayonceClient client = PayonceClient.standard(server, Stock.apiKey(0));
            String user = "user-" + i;
            var thread = new Thread(() -> {
                while (!over) {
                    place(client, user);
                }
            });
            thread.setUncaughtExceptionHandler((self, uncaught) -> failure = uncaught);
            thread.start();
            threads.add(thread);
        }
    }

    private void place(PayonceClient client, String user) {
        long began = System.nanoTime();
        var intent = client.again(user, Action.ORDER_CREATE, ORDER);
        while (true) {
            try {
                Answer answer = client.send(intent);
                attempts.addAndGet(answer.attempts());
                break;
            } catch (PayonceException undecided) {
                if (undecided.code() != PayonceException.Code.GAVE_UP) {
                    throw undecided;
                }
                attempts.addAndGet(undecided.attempts()); // sending again goes on with the same key
            }
        }
        placed.incrementAndGet();
        millis.recordValue((System.nanoTime() - began) / 1_000_000);
    }

    long placed() {
        return placed.get();
    }

    private static JsonNode order() {
        try {
            return new ObjectMapper().readTree(Requests.ORDER_BODY);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets each finish the order that it is at. */
    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw new AssertionError("a client that keeps the rules failed", failure);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d orders, each with one key, in %.1f tries; p50 %d ms, p99 %d ms",
                placed.get(),
                attempts.get() / (double) Math.max(1, placed.get()),
                millis.getValueAtPercentile(50),
                millis.getValueAtPercentile(99));
    }
}
