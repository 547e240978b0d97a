package dev.payonce.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends intents until there is a definitive answer, each under its one key. Blocking, and safe for many threads.
 *
 * <p>The rules are the browser SDK's, with one difference: threads that send one intent at once do not wait for each other.
 * The server tells them apart, and that is what the harness is there to see.
 */
public final class PayonceClient {
    private static final Logger LOG = System.getLogger(PayonceClient.class.getName());

    /** The server forgets an expired key after 90 days, and would execute it anew: stop well before. */
    private static final Duration STALE = Duration.ofDays(80);

    private static final String ABANDON = "/v1/operations/current/abandon";

    private final HttpClient http;
    private final Settings settings;
    private final IntentStore store;
    private final AttemptObserver observer;
    private final Surroundings surroundings;

    public PayonceClient(
            HttpClient http,
            Settings settings,
            IntentStore store,
            AttemptObserver observer,
            Surroundings surroundings) {
        this.http = http;
        this.settings = settings;
        this.store = store;
        this.observer = observer;
        this.surroundings = surroundings;
    }

    /** A client with everything as the browser SDK has it, and keys in memory. */
    public static PayonceClient standard(URI baseUrl, String apiKey) {
        // HTTP/1.1: an upgrade to HTTP/2 would be one more thing that can go wrong under a crash.
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new PayonceClient(
                http,
                Settings.standard(baseUrl, apiKey),
                new MemoryIntentStore(),
                AttemptObserver.NONE,
                Surroundings.real());
    }

    /** The intent of this user to do this. Equal calls get the same key until it is decided. */
    public Intent intent(String user, Action action, JsonNode payload) {
        return intent(Spec.of(user, action, payload), false);
    }

    /** As {@link #intent}, but a success of a moment ago is to be repeated. It never replaces an undecided key. */
    public Intent again(String user, Action action, JsonNode payload) {
        return intent(Spec.of(user, action, payload), true);
    }

    private Intent intent(Spec spec, boolean again) {
        // Each turn is lost only to another thread or process that put its key there: the next one finds it.
        while (true) {
            Optional<String> standing = store.read(spec.id());
            Optional<IntentRecord> found = standing.map(text -> trusted(text, spec.id()));
            if (found.isPresent() && !settled(found.get(), again)) {
                return new Intent(spec, found.get(), true);
            }
            long now = surroundings.clock().millis();
            String action = spec.action().wire();
            String key = IntentRecord.makeKey(
                    spec.user(),
                    action,
                    spec.digest(),
                    now,
                    surroundings.keyRandom().get());
            IntentRecord made = new IntentRecord(spec.id(), action, key, now, null);
            if (store.replace(spec.id(), standing, made.seal())) {
                return new Intent(spec, made, false);
            }
        }
    }

    /**
     * Forgets a key, undecided or unreadable: the next equal intent gets a new one, and if the old one had its effect there
     * will be two. For when somebody has found out what happened; where the key can be read, {@link #abandon} finds out.
     */
    public void forget(String intentId) {
        store.remove(intentId);
    }

    /**
     * Sends until there is a definitive answer, which is returned if it is good. Everything else is a
     * {@link PayonceException}; after one that kept the key, sending goes on with it.
     */
    public Answer send(Intent intent) {
        Concluded concluded = untilConcluded(
                intent, new Message(intent.spec().path(), intent.spec().body(), true));
        return conclude(intent, concluded.attempt(), concluded.maybeDone());
    }

    /**
     * Gives an intent up, sent or not: asks until the server says that it has not happened and never will, or that it has. The
     * bounds are those of {@link #send}, and so are the exceptions; after one the key is kept.
     */
    public Abandonment abandon(Intent intent) {
        Concluded concluded = untilConcluded(intent, new Message(ABANDON, "", false));
        Attempt attempt = concluded.attempt();
        Verdict verdict = attempt.verdict();
        boolean executed = verdict.reason().equals("already-executed");
        if (verdict.decision() != Decision.DONE && !executed) {
            throw refused(intent, attempt, concluded.maybeDone());
        }
        if (!executed) {
            decided(intent, false);
        }
        return new Abandonment(executed, verdict.body().orElseThrow());
    }

    /** What is posted under a key, and whether it can have the intent's effect. */
    private record Message(String path, String body, boolean hasAnEffect) {}

    /** The try that was answered for good, and whether an earlier one may have had the effect. */
    private record Concluded(Attempt attempt, boolean maybeDone) {}

    private Concluded untilConcluded(Intent intent, Message message) {
        secure(intent);
        if (intent.resumed() && age(intent.record().at()) > STALE.toMillis()) {
            throw PayonceException.unsure(
                    PayonceException.Code.STALE, intent.id(), "so old that the server may have forgotten the key");
        }
        long began = surroundings.nanoTime().getAsLong();
        String last = "nothing was sent";
        int lastStatus = 0;
        int attempts = 0;
        while (attempts < settings.maxAttempts()) {
            Duration left = left(began);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            boolean maybeDone = intent.mayHaveHadItsEffect();
            attempts++;
            Attempt attempt = attempt(intent, message, attempts, left, began);
            Verdict verdict = attempt.verdict();
            lastStatus = attempt.status();
            last = lastStatus == 0 ? verdict.reason() : lastStatus + " " + verdict.reason();
            if (message.hasAnEffect()) {
                observer.returned(attempt);
            }
            if (verdict.decision() != Decision.RETRY) {
                return new Concluded(attempt, maybeDone);
            }
            if (attempt.delay().isEmpty()) {
                break;
            }
            pause(intent, attempts, attempt.delay().get());
        }
        String text = "No definitive answer in " + attempts + " tries (last: " + last
                + "). Sending again goes on with the same key.";
        throw stop(PayonceException.Code.GAVE_UP, text, intent, attempts, lastStatus);
    }

    /** Before the first sending: the key is stored, now. Another's that stands instead wins, for ours was never sent. */
    private void secure(Intent intent) {
        if (intent.sent()) {
            return;
        }
        Optional<String> standing = store.read(intent.id());
        if (standing.isEmpty()
                && store.replace(intent.id(), Optional.empty(), intent.record().seal())) {
            return;
        }
        IntentRecord record =
                trusted(store.read(intent.id()).orElse(intent.record().seal()), intent.id());
        if (record.decided() == null && !record.key().equals(intent.key())) {
            intent.adopt(record);
        }
    }

    private Answer conclude(Intent intent, Attempt attempt, boolean maybeDone) {
        Verdict verdict = attempt.verdict();
        int attempts = attempt.number();
        int status = attempt.status();
        ObjectNode body = verdict.body().orElse(null);
        String last = " (" + status + " " + verdict.reason() + ")";
        switch (verdict.decision()) {
            case DONE -> {
                decided(intent, true);
                boolean replayed = header(attempt, "X-Idempotent-Result")
                        .filter("true"::equals)
                        .isPresent();
                return new Answer(status, body, replayed, header(attempt, "X-Request-ID"), attempts, intent.key());
            }
            case FAILED -> {
                decided(intent, false);
                throw new PayonceException(
                        PayonceException.Code.FAILED,
                        "It failed for good, without effect" + last + ".",
                        PayonceException.Effect.NONE,
                        intent.id(),
                        attempts,
                        status,
                        body);
            }
            case REFUSED -> throw refused(intent, attempt, maybeDone);
            case MISMATCH ->
                throw new PayonceException(
                        PayonceException.Code.MISMATCH,
                        "Not executed, the key belongs to another operation" + last + ".",
                        PayonceException.Effect.NONE,
                        intent.id(),
                        attempts,
                        status,
                        body);
            case EXPIRED ->
                throw new PayonceException(
                        PayonceException.Code.EXPIRED,
                        "Not executed again, the key is too old" + last
                                + ". Find out what happened, then call forget(intentId).",
                        PayonceException.Effect.UNKNOWN,
                        intent.id(),
                        attempts,
                        status,
                        body);
            default -> throw new IllegalStateException("not a conclusion: " + verdict.decision());
        }
    }

    private static PayonceException refused(Intent intent, Attempt attempt, boolean maybeDone) {
        Verdict verdict = attempt.verdict();
        return new PayonceException(
                PayonceException.Code.REFUSED,
                "The request was refused (" + attempt.status() + " " + verdict.reason() + ").",
                maybeDone ? PayonceException.Effect.UNKNOWN : PayonceException.Effect.NONE,
                intent.id(),
                attempt.number(),
                attempt.status(),
                verdict.body().orElse(null));
    }

    private static PayonceException stop(
            PayonceException.Code code, String message, Intent intent, int attempts, int status) {
        PayonceException.Effect effect =
                intent.mayHaveHadItsEffect() ? PayonceException.Effect.UNKNOWN : PayonceException.Effect.NONE;
        return new PayonceException(code, message, effect, intent.id(), attempts, status, null);
    }

    /** One try. Whatever goes wrong is not an answer: status 0, and the reason as the body. */
    private Attempt attempt(Intent intent, Message message, int number, Duration left, long began) {
        Duration timeout = left.compareTo(settings.attemptTimeout()) < 0 ? left : settings.attemptTimeout();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.baseUrl() + message.path()))
                .POST(HttpRequest.BodyPublishers.ofString(message.body()));
        settings.headers().forEach(request::setHeader);
        request.setHeader("Content-Type", "application/json");
        request.setHeader("Idempotency-Key", intent.key());
        long invoked = surroundings.nanoTime().getAsLong();
        if (message.hasAnEffect()) {
            observer.sending(intent, number, invoked);
            intent.markSent();
        }
        int status = 0;
        Map<String, List<String>> headers = Map.of();
        String body;
        // Not HttpRequest.timeout: that ends with the headers, and a body may hang as well.
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        try {
            HttpResponse<String> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            status = response.statusCode();
            headers = response.headers().map();
            body = response.body();
        } catch (TimeoutException late) {
            exchange.cancel(true);
            body = "timeout";
        } catch (ExecutionException e) {
            body = "network: " + (e.getCause() instanceof IOException io ? io : e.getCause());
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw stop(PayonceException.Code.ABORTED, "Aborted; the key is kept.", intent, number, 0);
        }
        long returned = surroundings.nanoTime().getAsLong();
        Verdict verdict = status == 0 ? new Verdict(Decision.RETRY, body, Optional.empty()) : Verdict.of(status, body);
        Attempt attempt =
                new Attempt(intent, number, invoked, returned, status, headers, body, verdict, Optional.empty());
        return new Attempt(intent, number, invoked, returned, status, headers, body, verdict, delay(attempt, began));
    }

    /** The wait before the next try; none if there is to be no next try. */
    private Optional<Duration> delay(Attempt attempt, long began) {
        if (attempt.verdict().decision() != Decision.RETRY || attempt.number() >= settings.maxAttempts()) {
            return Optional.empty();
        }
        Optional<Duration> after = Backoff.retryAfter(
                header(attempt, "Retry-After"),
                header(attempt, "Date"),
                surroundings.clock().instant());
        Duration delay =
                settings.backoff().delay(attempt.number(), surroundings.jitter().getAsDouble(), after);
        return delay.compareTo(left(began)) < 0 ? Optional.of(delay) : Optional.empty();
    }

    private void pause(Intent intent, int attempts, Duration delay) {
        try {
            surroundings.sleeper().sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stop(PayonceException.Code.ABORTED, "Aborted; the key is kept.", intent, attempts, 0);
        }
    }

    /**
     * A failure drops the key, a success lets it guard for a moment. A key that stands instead is not touched. Where the
     * store fails the answer counts all the same: the key stays, and an equal intent gets that answer again.
     */
    private void decided(Intent intent, boolean well) {
        try {
            Optional<String> standing = store.read(intent.id());
            boolean ours = standing.flatMap(text -> IntentRecord.read(text, intent.id()))
                    .filter(record -> record.key().equals(intent.key()))
                    .isPresent();
            if (ours && well && !settings.repeatGuard().isZero()) {
                IntentRecord guarding =
                        intent.record().decidedAt(surroundings.clock().millis());
                store.replace(intent.id(), standing, guarding.seal());
            } else if (ours) {
                store.remove(intent.id());
            }
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, "The store failed; the key of intent " + intent.id() + " stays", e);
        }
    }

    private boolean settled(IntentRecord record, boolean again) {
        return record.decided() != null
                && (again || age(record.decided()) >= settings.repeatGuard().toMillis());
    }

    private long age(long then) {
        return Math.abs(surroundings.clock().millis() - then);
    }

    private Duration left(long began) {
        return settings.maxElapsed().minusNanos(surroundings.nanoTime().getAsLong() - began);
    }

    private static IntentRecord trusted(String text, String id) {
        return IntentRecord.read(text, id)
                .orElseThrow(() -> PayonceException.unsure(
                        PayonceException.Code.CORRUPT, id, "the stored key is damaged, and may have been sent"));
    }

    private static Optional<String> header(Attempt attempt, String name) {
        return HttpHeaders.of(attempt.headers(), (a, b) -> true).firstValue(name);
    }
}
