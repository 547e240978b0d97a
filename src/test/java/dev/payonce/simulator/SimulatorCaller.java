package dev.payonce.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Speaks the simulator's protocol as a stranger would, in plain HTTP. */
final class SimulatorCaller {

    /** How long silence is listened to before it is believed. */
    private static final Duration SILENCE = Duration.ofMillis(700);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    SimulatorCaller(String server) {
        this.base = server.replaceAll("/$", "") + "/simulator";
    }

    /** An answer: its HTTP status and its JSON, which is missing where the body is none. */
    record Answer(int http, String body) {

        String status() {
            return json().path("status").asText();
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }
    }

    Answer charge(UUID reference, long amount, String paymentMethod) {
        return sendCharge(reference, amount, paymentMethod).join();
    }

    CompletableFuture<Answer> sendCharge(UUID reference, long amount, String paymentMethod) {
        return post("/charges", charged(reference, amount, paymentMethod), Duration.ofSeconds(20));
    }

    /** Sends a charge and hangs up, for no answer comes; fails where one does. */
    void chargeIntoSilence(UUID reference, long amount, String paymentMethod) {
        silent(post("/charges", charged(reference, amount, paymentMethod), SILENCE));
    }

    Answer refund(UUID reference, UUID charge, long amount) {
        return sendRefund(reference, charge, amount).join();
    }

    CompletableFuture<Answer> sendRefund(UUID reference, UUID charge, long amount) {
        return post("/refunds", refunded(reference, charge, amount), Duration.ofSeconds(20));
    }

    void refundIntoSilence(UUID reference, UUID charge, long amount) {
        silent(post("/refunds", refunded(reference, charge, amount), SILENCE));
    }

    Answer inquire(UUID reference) {
        return get("/outcomes/" + reference);
    }

    Answer bar(UUID reference) {
        return sendBar(reference).join();
    }

    CompletableFuture<Answer> sendBar(UUID reference) {
        return post("/outcomes/" + reference + "/bar", "", Duration.ofSeconds(20));
    }

    /** What really moved under the reference. */
    JsonNode moved(UUID reference) {
        return get("/statement?reference=" + reference).json().get("entries");
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)), Duration.ofSeconds(20))
                .join();
    }

    CompletableFuture<Answer> post(String path, String body, Duration patience) {
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("content-type", "application/json")
                        .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
                patience);
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request, Duration patience) {
        return http.sendAsync(request.timeout(patience).build(), BodyHandlers.ofString())
                .thenApply((HttpResponse<String> response) -> new Answer(response.statusCode(), response.body()));
    }

    private static void silent(CompletableFuture<Answer> call) {
        try {
            throw new AssertionError("answered " + call.join());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof HttpTimeoutException)) {
                throw new AssertionError("neither answered nor silent", e.getCause());
            }
        }
    }

    private static String charged(UUID reference, long amount, String paymentMethod) {
        return """
                {"reference": "%s", "amount": %d, "currency": "EUR", "paymentMethod": "%s"}
                """.formatted(reference, amount, paymentMethod);
    }

    private static String refunded(UUID reference, UUID charge, long amount) {
        return """
                {"reference": "%s", "charge": "%s", "amount": %d, "currency": "EUR"}
                """.formatted(reference, charge, amount);
    }
}
