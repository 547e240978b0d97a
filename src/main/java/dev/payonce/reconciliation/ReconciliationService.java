package dev.payonce.reconciliation;

import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.gateway.StatementEntry;
import dev.payonce.gateway.StatementUnavailableException;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Compares a period, a stretch of references at once: a page of the gateway's statement is looked up in our books, and
 * what our books have in the same stretch beyond it is looked up at the gateway. So what moved just before a border of
 * the period and was booked just after it is no break, and memory holds one page of either side.
 */
@ApplicationScoped
class ReconciliationService {

    private static final int PAGE = 500;

    /** Questions to the gateway at a time: quick, and few enough that payments find connections to it. */
    private static final int SIDE_BY_SIDE = 16;

    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);

    private final Gateway gateway;
    private final Books books;

    ReconciliationService(Gateway gateway, Books books) {
        this.gateway = gateway;
        this.books = books;
    }

    /** Compares what moved from {@code from} (inclusive) to {@code to} (exclusive). */
    Uni<Reconciliation> reconcile(UUID merchant, Instant from, Instant to) {
        var run = new Run(merchant, from, to);
        return gateway.statement(merchant, from, to)
                .group()
                .intoLists()
                .of(PAGE)
                .onItem()
                .transformToUniAndConcatenate(
                        page -> run.compare(page, page.get(page.size() - 1).reference()))
                .collect()
                .last()
                // Behind the statement's last page our books may go on.
                .chain(() -> run.compare(List.of(), HIGHEST))
                .map(done -> new Reconciliation(run.matched, run.breaks, run.truncated))
                .onFailure(StatementUnavailableException.class)
                .transform(unavailable -> unavailable("The gateway's statement cannot be read at the moment."));
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(Problem.of(ProblemType.GATEWAY_UNAVAILABLE, detail));
    }

    /** One comparison under way; what it notes it notes one after the other, so it needs no lock. */
    private final class Run {
        private final UUID merchant;
        private final Instant from;
        private final Instant to;
        private final List<Break> breaks = new ArrayList<>();
        private UUID after = LOWEST;
        private long matched;
        private boolean truncated;

        Run(UUID merchant, Instant from, Instant to) {
            this.merchant = merchant;
            this.from = from;
            this.to = to;
        }

        /** Compares the stretch of references above the last one and up to {@code last}. */
        Uni<Void> compare(List<StatementEntry> page, UUID last) {
            Map<UUID, Movement> theirs = page.stream()
                    .collect(Collectors.toMap(
                            StatementEntry::reference,
                            entry -> new Movement(
                                    entry.type().name(), Movement.SUCCEEDED, entry.amount(), entry.currency())));
            List<Break> found = new ArrayList<>();
            return books.known(merchant, theirs.keySet())
                    .invoke(ours -> theirs.forEach((reference, movement) -> {
                        Break difference = Break.between(reference, ours.get(reference), movement);
                        if (difference == null) {
                            matched++;
                        } else {
                            found.add(difference);
                        }
                    }))
                    .chain(() -> books.bookedBut(merchant, from, to, after, last, theirs.keySet())
                            .select()
                            .first(entry -> hasRoomFor(found))
                            .onItem()
                            .transformToUni(this::atGateway)
                            .merge(SIDE_BY_SIDE)
                            .select()
                            .where(difference -> difference != NONE)
                            .invoke(found::add)
                            .collect()
                            .last())
                    .invoke(() -> {
                        after = last;
                        found.sort(Comparator.comparing(Break::reference, StatementEntry.REFERENCE_ORDER));
                        found.forEach(this::list);
                    })
                    .replaceWithVoid();
        }

        /**
         * Where there are more breaks than an answer lists, our books are read no further: each entry would be one more
         * question to the gateway, and nothing would come of it. They rise, so those that are kept are the lowest.
         */
        private boolean hasRoomFor(List<Break> found) {
            truncated |= breaks.size() + found.size() >= Reconciliation.MOST_BREAKS + PAGE;
            return !truncated;
        }

        private void list(Break difference) {
            if (breaks.size() < Reconciliation.MOST_BREAKS) {
                breaks.add(difference);
            } else {
                truncated = true;
            }
        }

        /** The statement of the period does not show it: did it move outside of the period, or not at all? */
        private Uni<Break> atGateway(Books.Entry ours) {
            Movement movement = ours.movement();
            return gateway.inquire(ours.reference(), movement.amount(), movement.currency())
                    .map(outcome -> {
                        if (outcome instanceof GatewayOutcome.Unknown || outcome instanceof GatewayOutcome.NotAsked) {
                            throw unavailable("The gateway does not say what became of a reference.");
                        }
                        return outcome instanceof GatewayOutcome.Executed
                                ? NONE
                                : Break.between(ours.reference(), movement, null);
                    });
        }
    }

    /** A Multi holds no null. */
    private static final Break NONE = new Break(LOWEST, null, null, null);
}
