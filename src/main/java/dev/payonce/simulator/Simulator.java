package dev.payonce.simulator;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What happens to a request: it is decided at most once, durably, and then answered as its payment method wants it. */
@ApplicationScoped
class Simulator {

    /** Added to the wait for a slow movement, so that the database's clock is surely past its time then. */
    private static final Duration CLOCK_SLACK = Duration.ofMillis(20);

    private final SimulatorConfig config;
    private final SimulatorStore movements;
    private final Notices notices;

    Simulator(SimulatorConfig config, SimulatorStore movements, Notices notices) {
        this.config = config;
        this.movements = movements;
        this.notices = notices;
    }

    /** Whether this process plays the gateway at all. */
    boolean isOn() {
        return config.enabled();
    }

    Uni<Reply> charge(ChargeRequest request) {
        Reaction reaction = Behaviour.of(request.paymentMethod()).charge();
        return switch (reaction.effect()) {
            case EXECUTE -> answered(movements.accept(request, reaction.after()), request, reaction);
            case REFUSE -> answered(movements.refuse(request, reaction.failureCode()), request, reaction);
            case NOTHING -> known(request, reaction).onItem().ifNull().switchTo(() -> undone(request, reaction));
            case NOTHING_AT_FIRST -> known(request, reaction).onItem().ifNull().switchTo(() -> retried(request));
        };
    }

    Uni<Reply> refund(RefundRequest request) {
        return movements.find(request.charge()).chain(charge -> {
            if (charge.filter(Movement::isChargeInForce).isEmpty()) {
                return refused(request, null, "charge_not_found");
            }
            String paymentMethod = charge.get().paymentMethod();
            if (!charge.get().currency().equals(request.currency())) {
                return refused(request, paymentMethod, "currency_mismatch");
            }
            return refund(request, paymentMethod, Behaviour.of(paymentMethod).refund());
        });
    }

    private Uni<Reply> refund(RefundRequest request, String paymentMethod, Reaction reaction) {
        return switch (reaction.effect()) {
            case EXECUTE ->
                movements
                        .accept(request, reaction.after())
                        .chain(accepted -> accepted.isPresent()
                                ? answer(told(accepted.get()), reaction)
                                // Too much, or a repetition: refusing finds out which.
                                : answered(
                                        movements.refuse(request, paymentMethod, "amount_exceeds_charge"),
                                        request,
                                        reaction));
            case REFUSE -> refused(request, paymentMethod, reaction.failureCode());
            case NOTHING, NOTHING_AT_FIRST ->
                movements
                        .find(request.reference())
                        .chain(standing -> standing.isPresent()
                                ? standing(standing.get(), standing.get().answers(request), reaction)
                                : silence());
        };
    }

    /** What stands under the reference, if anything does. */
    Uni<Optional<Movement>> inquire(UUID reference) {
        return movements.find(reference);
    }

    /** Bars the reference unless it is decided already, and answers what stands. */
    Uni<Movement> bar(UUID reference) {
        return decided(movements.bar(reference), reference);
    }

    private Uni<Reply> refused(RefundRequest request, String paymentMethod, String failureCode) {
        return answered(movements.refuse(request, paymentMethod, failureCode), request, Reaction.refused(failureCode));
    }

    private Uni<Reply> answered(Uni<Optional<Movement>> deciding, ChargeRequest request, Reaction reaction) {
        return decided(deciding, request.reference())
                .chain(standing -> standing(standing, standing.answers(request), reaction));
    }

    private Uni<Reply> answered(Uni<Optional<Movement>> deciding, RefundRequest request, Reaction reaction) {
        return decided(deciding, request.reference())
                .chain(standing -> standing(standing, standing.answers(request), reaction));
    }

    /** The decision just made, or the one that was there first. Decisions are never deleted. */
    private Uni<Movement> decided(Uni<Optional<Movement>> deciding, UUID reference) {
        return deciding.chain(made -> made.isPresent()
                ? Uni.createFrom().item(told(made.get()))
                : movements.find(reference).map(Optional::orElseThrow));
    }

    /** A decision just made, which is told of besides. */
    private Movement told(Movement made) {
        notices.tell(made);
        return made;
    }

    /** The answer of what stands under the reference; null where nothing does. */
    private Uni<Reply> known(ChargeRequest request, Reaction reaction) {
        return movements
                .find(request.reference())
                .chain(standing -> standing.isPresent()
                        ? standing(standing.get(), standing.get().answers(request), reaction)
                        : Uni.createFrom().nullItem());
    }

    private Uni<Reply> retried(ChargeRequest request) {
        return movements
                .attempt(request.reference())
                .chain(attempt -> attempt == 1
                        ? undone(request, Reaction.UNAVAILABLE)
                        : answered(movements.accept(request, Duration.ZERO), request, Reaction.EXECUTED));
    }

    private Uni<Reply> undone(ChargeRequest request, Reaction reaction) {
        return reaction.answer() == Reaction.Answer.UNAVAILABLE
                ? Uni.createFrom().item(new Reply.Unavailable(request.reference()))
                : silence();
    }

    private Uni<Reply> standing(Movement movement, boolean sameRequest, Reaction reaction) {
        return sameRequest
                ? answer(movement, reaction)
                : Uni.createFrom().item(new Reply.Conflict(movement.reference()));
    }

    private Uni<Reply> answer(Movement movement, Reaction reaction) {
        return switch (movement.status()) {
            case UNDER_WAY -> whenExecuted(movement);
            case EXECUTED -> executed(movement, reaction.answer());
            default -> Uni.createFrom().item(new Reply.Outcome(movement));
        };
    }

    /** A slow gateway answers slowly. The wait is for the caller alone: the money moves without anyone waiting. */
    private Uni<Reply> whenExecuted(Movement movement) {
        Duration wait = movement.remaining().plus(CLOCK_SLACK);
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(wait)
                .chain(() -> movements.find(movement.reference()))
                .map(now -> new Reply.Outcome(now.orElseThrow()));
    }

    private Uni<Reply> executed(Movement movement, Reaction.Answer answer) {
        return switch (answer) {
            case PLAIN, UNAVAILABLE -> Uni.createFrom().item(new Reply.Outcome(movement));
            case GARBLED -> Uni.createFrom().item(new Reply.Garbled());
            case NEVER -> silence();
        };
    }

    /** Held open until the caller hangs up, or the server's idle timeout does. Nothing refers to it meanwhile. */
    private static Uni<Reply> silence() {
        return Uni.createFrom().nothing();
    }
}
