package dev.payonce.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Asks an instance one thing after the other, over a network that works, and waits for each answer as long as it takes. What
 * counts is the longest wait that ended in an answer or in a connection that was cut; while an instance is frozen nothing does.
 */
final class Watch implements AutoCloseable {

    private static final Duration FOR_EVER = Duration.ofMinutes(2);
    private static final Duration LAST_ANSWER = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofMillis(50);
    private static final String ORDER =
            "{\"customer\":\"watch\",\"currency\":\"EUR\",\"items\":[{\"sku\":\"tea\",\"quantity\":1,\"unitPrice\":100}]}";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final Supplier<Instance> instance;
    private final Merchant merchant;
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "watch");
    private volatile long thawed = System.nanoTime();
    private volatile boolean frozen;
    private volatile boolean over;

    Watch(Supplier<Instance> instance, Merchant merchant) {
        this.instance = instance;
        this.merchant = merchant;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        for (long number = 0; !over; number++) {
            long sent = System.nanoTime();
            try {
                http.send(request(number), HttpResponse.BodyHandlers.discarding());
                answers.incrementAndGet();
            } catch (IOException cut) {
                // it died, or is not back yet
            } catch (InterruptedException e) {
                return;
            }
            if (!frozen && sent - thawed > 0) {
                longest.accumulateAndGet(System.nanoTime() - sent, Math::max);
            }
            Await.pause(REST);
        }
    }

    /** An order, or something to read. */
    private HttpRequest request(long number) {
        URI url = instance.get().url();
        HttpRequest.Builder request =
                HttpRequest.newBuilder().timeout(FOR_EVER).header("Authorization", "Bearer " + merchant.apiKey());
        return number % 2 == 0
                ? request.uri(url.resolve("/v1/balances")).build()
                : request.uri(url.resolve("/v1/orders"))
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ORDER))
                        .build();
    }

    void frozen() {
        frozen = true;
    }

    void thawed() {
        thawed = System.nanoTime();
        frozen = false;
    }

    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    long answers() {
        return answers.get();
    }

    /** Lets it have the answer that it waits for. */
    @Override
    public void close() {
        over = true;
        try {
            thread.join(LAST_ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
