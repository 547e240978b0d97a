package dev.payonce.simulator;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.simulator.Movement.Decision;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Tells of what was decided, once the money has moved: well, or as badly as it is told to. */
@ApplicationScoped
class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class);

    /** So that what is told of has surely executed by the database's clock. */
    private static final Duration CLOCK_SLACK = Duration.ofMillis(20);

    private static final int ATTEMPTS = 4;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** More that wait to be sent are lost: a gateway's memory is bounded, too. */
    private static final int MOST_WAITING = 10_000;

    private static final int REMEMBERED = 200;

    private final NoticeSender sender;
    private final ObjectMapper json;
    private final InstantSource time;
    private final Vertx vertx;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<Notice> heldBack = new AtomicReference<>();
    private final Deque<Sent> sent = new ArrayDeque<>();
    private volatile NoticeFaults faults = NoticeFaults.NONE;

    Notices(NoticeSender sender, ObjectMapper json, InstantSource time, Vertx vertx) {
        this.sender = sender;
        this.json = json;
        this.time = time;
        this.vertx = vertx;
    }

    /** A notice as it is written; what does not apply is left out of its data. */
    @RegisterForReflection
    record Document(String type, Instant timestamp, Data data) {}

    /** The outcome, and whose it is. */
    @RegisterForReflection
    record Data(UUID account, @JsonUnwrapped SimulatorResource.Outcome outcome) {}

    /** One that is on its way. */
    private record Notice(String id, UUID reference, byte[] body, boolean forged) {}

    /** One that was sent, and how it was answered; 0: not at all. */
    @RegisterForReflection
    record Sent(String id, UUID reference, int status) {}

    /** What is wrong with notices now, and the latest that were sent. */
    @RegisterForReflection
    record Told(NoticeFaults faults, List<Sent> sent) {}

    void tellLike(NoticeFaults wanted) {
        faults = wanted;
    }

    Told told() {
        synchronized (sent) {
            return new Told(faults, List.copyOf(sent));
        }
    }

    /** Tells of a decision that was just made. */
    void tell(Movement made) {
        NoticeFaults now = faults;
        if (!sender.hasASecret() || made.decision() == Decision.BARRED || now.lose()) {
            return;
        }
        Notice notice = new Notice("evt_" + made.id(), made.reference(), written(made), now.forge());
        Duration moving =
                made.decision() == Decision.ACCEPTED ? made.remaining().plus(CLOCK_SLACK) : Duration.ZERO;
        later(moving.plusMillis(now.delayMillis()), () -> {
            if (now.reorder() && heldBack.compareAndSet(null, notice)) {
                return;
            }
            for (int copy = 0; copy <= now.duplicates(); copy++) {
                send(notice, 1);
            }
            Optional.ofNullable(heldBack.getAndSet(null)).ifPresent(before -> send(before, 1));
        });
    }

    private byte[] written(Movement made) {
        String outcome = made.decision() == Decision.ACCEPTED ? "executed" : "refused";
        var document = new Document(
                made.type().toLowerCase(Locale.ROOT) + "." + outcome,
                time.instant(),
                new Data(made.account(), SimulatorResource.Outcome.of(made.whenDone())));
        try {
            return json.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values is always writable", e);
        }
    }

    private void later(Duration wait, Runnable work) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return;
        }
        vertx.setTimer(Math.max(wait.toMillis(), 1), due -> {
            waiting.decrementAndGet();
            work.run();
        });
    }

    private void send(Notice notice, int attempt) {
        sender.send(notice.id(), Buffer.buffer(notice.body()), notice.forged())
                .subscribe()
                .with(status -> {
                    remember(new Sent(notice.id(), notice.reference(), status));
                    boolean worthIt = status == 0 || status == 429 || status >= 500;
                    if (worthIt && attempt < ATTEMPTS) {
                        later(PAUSE.multipliedBy(attempt), () -> send(notice, attempt + 1));
                    } else if (status / 100 != 2) {
                        LOG.warnf("The notice %s was answered %s", notice.id(), status);
                    }
                });
    }

    private void remember(Sent one) {
        synchronized (sent) {
            sent.addFirst(one);
            if (sent.size() > REMEMBERED) {
                sent.removeLast();
            }
        }
    }
}
