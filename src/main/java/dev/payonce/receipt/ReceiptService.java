package dev.payonce.receipt;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_BEFORE;

import dev.payonce.currency.Currencies;
import dev.payonce.idempotency.Abandonment;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.LightGuard;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.Verdict;
import dev.payonce.idempotency.http.Answers;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.order.Order;
import dev.payonce.order.Orders;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import dev.payonce.receipt.SendingGuard.Entry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Mails receipts, each once as far as Redis remembers. */
@ApplicationScoped
class ReceiptService implements LightGuard {

    /** The answer's body. */
    @RegisterForReflection
    record Receipt(String status) {
        static final Receipt NOW = new Receipt("SENT");
        static final Receipt BEFORE = new Receipt("ALREADY_SENT");
    }

    private static final Logger LOG = Logger.getLogger(ReceiptService.class);

    private final SendingGuard guard;
    private final Idempotency idempotency;
    private final Orders orders;
    private final Post post;
    private final ReceiptConfig config;
    private final Answers answers;
    private final Counter mailFailures;
    private final Counter redisFailures;
    private final AtomicInteger underWay = new AtomicInteger();

    ReceiptService(
            SendingGuard guard,
            Idempotency idempotency,
            Orders orders,
            Post post,
            ReceiptConfig config,
            Answers answers,
            MeterRegistry meters) {
        this.guard = guard;
        this.idempotency = idempotency;
        this.orders = orders;
        this.post = post;
        this.config = config;
        this.answers = answers;
        this.mailFailures = failures(meters, "mail");
        this.redisFailures = failures(meters, "redis");
    }

    private static Counter failures(MeterRegistry meters, String server) {
        return meters.counter("receipts.failed", "server", server);
    }

    /**
     * An entry that expires while its sending still runs would let a second one begin: such times stop the start, before the
     * scheduler begins, whose jobs would run into the stop.
     */
    void check(@Observes @Priority(PLATFORM_BEFORE - 1) StartupEvent starting) {
        // Redis grants the claim, the letter goes out, Redis is told: each is waited for this long at most.
        Duration longest = config.redisTimeout().plus(config.sendTimeout()).plus(config.redisTimeout());
        if (config.processingExpiry().compareTo(longest) <= 0) {
            // The one exception of which Quarkus prints the message alone.
            throw new ConfigurationException(
                    "payonce: PAYONCE_RECEIPT_PROCESSING_EXPIRY is %s, not longer than the longest sending, %s."
                            .formatted(config.processingExpiry(), longest));
        }
    }

    /** Bounded in number, so that a mail server that hangs does not fill the places of all other requests with letters. */
    Uni<Result> send(Intent intent, UUID order, ReceiptRequest request) {
        Entry mine = SendingGuard.entry(intent, order, intent.fingerprint().field("email"));
        if (underWay.incrementAndGet() > config.atOnce()) {
            underWay.decrementAndGet();
            throw away("Too many receipts are under way.");
        }
        Uni<Result> told = known(intent, mine, order)
                .onItem()
                .ifNull()
                .switchTo(() -> orders.byId(intent.merchant(), order)
                        .invoke(ReceiptService::mustBePaid)
                        .chain(paid -> send(intent, mine, paid, request.email())));
        return idempotency.guarded(intent, told).onTermination().invoke(underWay::decrementAndGet);
    }

    /** What stands under the key of a request that may not be sent, or null if that is nothing, or for another receipt. */
    Uni<Result> standing(Intent intent, UUID order) {
        String email = intent.fingerprint().field("email");
        // What cannot be written in UTF-8 was never sent to, and has the digest of another address.
        if (email == null || !StandardCharsets.UTF_8.newEncoder().canEncode(email)) {
            return Uni.createFrom().nullItem();
        }
        return idempotency.guarded(
                intent,
                known(intent, SendingGuard.entry(intent, order, email), order)
                        .map(result -> result == null || result.verdict() == Verdict.MISMATCH ? null : result));
    }

    /** What the key says already, or null: before the order is looked at, for another operation is a 422 whatever else. */
    private Uni<Result> known(Intent intent, Entry mine, UUID order) {
        // A key is one intent across all endpoints: one that a row in PostgreSQL has is not free for a letter.
        return idempotency.taken(intent).chain(taken -> {
            if (taken != null && taken.verdict() != Verdict.ABANDONED) {
                return Uni.createFrom().item(taken);
            }
            return redis(guard.standing(intent))
                    .map(standing -> standing == null || taken != null && !standing.isDecided()
                            ? taken
                            : told(intent, mine, standing, order));
        });
    }

    /** Decided before the key is claimed: the same key may ask again when the order is paid. */
    private static void mustBePaid(Order order) {
        if (order == null) {
            throw ProblemException.notFound("order");
        }
        switch (order.status()) {
            case PAID, PARTIALLY_REFUNDED, REFUNDED -> {}
            case OPEN, PAYMENT_PENDING, CANCELLED ->
                throw new ProblemException(
                        Problem.of(ProblemType.ORDER_NOT_PAID, "There is a receipt only for a paid order.")
                                .with("resource", Order.path(order.id())));
        }
    }

    private Uni<Result> send(Intent intent, Entry mine, Order order, String email) {
        return claiming(intent, mine, guard.claim(intent, mine)).chain(standing -> {
            if (standing == null) {
                return mail(intent, mine, order, email);
            }
            Result told = told(intent, mine, standing, order.id());
            return told != null
                    ? Uni.createFrom().item(told)
                    : claiming(intent, mine, guard.takeOver(intent, standing, mine))
                            .chain(ours -> ours
                                    ? mail(intent, mine, order, email)
                                    : Uni.createFrom().item(Result.inProgress(null)));
        });
    }

    /** What an entry answers, or null if its sending failed: then the key may send again. */
    private Result told(Intent intent, Entry mine, Entry standing, UUID order) {
        if (standing.state() == SendingGuard.State.ABANDONED) {
            return Result.abandoned(null);
        }
        List<String> differing = new ArrayList<>();
        if (!standing.email().equals(mine.email())) {
            differing.add("email");
        }
        if (!standing.order().equals(mine.order())) {
            differing.add("order");
        }
        if (!differing.isEmpty()) {
            return Result.mismatch(null, differing);
        }
        String original = SendingGuard.requestId(intent, standing);
        return switch (standing.state()) {
            case PROCESSING -> Result.inProgress(null);
            case SUCCESS -> Result.replayed(null, answers.of(200, Receipt.BEFORE, null), original);
            case REFUSED -> Result.replayed(null, refused(order, original), original);
            case FAILED -> null;
            case ABANDONED -> Result.abandoned(null);
        };
    }

    /** Redis away: nothing can be sent either, and the row in PostgreSQL stops what comes later. */
    @Override
    public Uni<Abandonment> abandon(UUID merchant, String key, UUID token) {
        return redis(guard.abandon(merchant, key, token))
                .onFailure()
                .recoverWithNull()
                .map(entry -> entry == null ? null : tooLate(entry.state()));
    }

    private static Abandonment tooLate(SendingGuard.State state) {
        return switch (state) {
            case PROCESSING -> new Abandonment.Running();
            case SUCCESS -> new Abandonment.Executed(null);
            case FAILED, REFUSED, ABANDONED -> null;
        };
    }

    /** Deferred: whatever throws from here on fails the sending, or the key would be in progress until it expires. */
    private Uni<Result> mail(Intent intent, Entry mine, Order order, String email) {
        return Uni.createFrom()
                .deferred(() -> post.send(letter(order, email)))
                .onFailure()
                .call(failure -> {
                    mailFailures.increment();
                    // Neither message nor stack trace: a mail server's refusal quotes the address.
                    LOG.warnf("%s failed: %s", intent, failure.getClass().getSimpleName());
                    return redis(guard.failed(intent, mine)).onFailure().recoverWithNull();
                })
                .onFailure()
                .transform(failure -> away("The receipt could not be sent. The same key may try again."))
                // It is decided, whether or not Redis can be told; if not, the entry expires.
                .call(delivery ->
                        redis(guard.decided(intent, mine, delivery)).onFailure().recoverWithNull())
                .map(delivery -> Result.executed(
                        null,
                        switch (delivery) {
                            case ACCEPTED -> answers.of(200, Receipt.NOW, null);
                            case REFUSED -> refused(order.id(), intent.requestId());
                        }));
    }

    /** Made anew for a replay, since Redis keeps no answers: the same as the first one, word for word. */
    private Answer refused(UUID order, String requestId) {
        return answers.refusal(
                Problem.of(ProblemType.RECEIPT_REFUSED, "The mail server refused the letter for good."),
                Order.path(order),
                requestId);
    }

    private static Letter letter(Order order, String email) {
        return new Letter(email, "Your receipt", """
                Thank you for your order.

                Order:  %s
                Total:  %s
                Placed: %s
                """.formatted(
                        order.id(), Currencies.show(order.total(), order.currency()), order.createdAt()));
    }

    /**
     * A claim that Redis may have granted to nobody, since its answer came late or not at all, is given back; else the
     * key would be in progress for nothing until it expires.
     */
    private <T> Uni<T> claiming(Intent intent, Entry mine, Uni<T> command) {
        Uni<T> running = command.memoize().indefinitely();
        return redis(running)
                .onFailure()
                .invoke(() -> running.onItemOrFailure()
                        .transformToUni((granted, failure) -> guard.failed(intent, mine))
                        .subscribe()
                        .with(given -> {}, gone -> {}));
    }

    private <T> Uni<T> redis(Uni<T> command) {
        return command.ifNoItem()
                .after(config.redisTimeout())
                .fail()
                .onFailure()
                .invoke(() -> redisFailures.increment())
                .onFailure()
                .transform(failure -> away("Receipts cannot be sent at the moment."));
    }

    private static ProblemException away(String detail) {
        return new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE, detail));
    }
}
