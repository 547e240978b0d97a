package dev.payonce.operation;

import dev.payonce.api.Cursor;
import dev.payonce.api.MerchantRows;
import dev.payonce.api.Page;
import dev.payonce.idempotency.IdempotencyConfig;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads operations. */
@ApplicationScoped
class Operations extends MerchantRows<OperationEntity, OperationView> {

    /** What is undecided stands above all that is decided: as if it were so much newer. */
    private static final Duration ABOVE = Duration.ofDays(1_000_000);

    private final IdempotencyConfig config;

    Operations(IdempotencyConfig config) {
        this.config = config;
    }

    @Override
    protected OperationView view(OperationEntity operation) {
        return operation.toView(config.attentionAfter());
    }

    /** The merchant's operation under a key, or null. */
    @WithSession
    Uni<OperationView> byKey(UUID merchant, String key) {
        return one(merchant, "key = ?2", key);
    }

    /**
     * The merchant's operations; of one status only, unless that is null. First those that are undecided, newest first,
     * then the others, last decided first, or to be exact, last to expire: that is the order in which an index keeps
     * them anyway, and another index would cost something with every key.
     */
    @WithSession
    Uni<Page<OperationView>> list(UUID merchant, OperationStatus status, Cursor cursor) {
        return undecided(merchant, status, cursor)
                .chain(undecided -> undecided.size() > cursor.limit()
                        ? Uni.createFrom().item(undecided)
                        : decided(merchant, status, cursor)
                                .map(decided -> Stream.of(undecided, decided)
                                        .flatMap(List::stream)
                                        .limit(cursor.limit() + 1L)
                                        .toList()))
                .map(rows -> Page.of(rows, cursor, Operations::position, operation -> operation.id, this::view));
    }

    private Uni<List<OperationEntity>> undecided(UUID merchant, OperationStatus status, Cursor cursor) {
        if (status != null && status != OperationStatus.PENDING) {
            return Uni.createFrom().item(List.of());
        }
        return some(
                merchant,
                cursor,
                "stored = 'PENDING' and (createdAt, id) < (?2, ?3) order by createdAt desc, id desc",
                cursor.time().minus(ABOVE),
                cursor.id());
    }

    private Uni<List<OperationEntity>> decided(UUID merchant, OperationStatus status, Cursor cursor) {
        if (status == OperationStatus.PENDING) {
            return Uni.createFrom().item(List.of());
        }
        return some(
                merchant,
                cursor,
                "(expiresAt, id) < (?2, ?3) and " + decidedAs(status) + " order by expiresAt desc, id desc",
                cursor.time(),
                cursor.id());
    }

    /** In terms of what is stored and of literals, which the partial indexes are chosen by. */
    private static String decidedAs(OperationStatus status) {
        if (status == null) {
            return "stored <> 'PENDING'";
        }
        return switch (status) {
            case SUCCEEDED, FAILED -> "stored = '" + status + "' and expiresAt > instant";
            case EXPIRED -> "stored in ('SUCCEEDED', 'FAILED') and expiresAt <= instant";
            case PENDING, ABANDONED -> "stored = '" + status + "'";
        };
    }

    /** Where an operation stands in the list. */
    private static Instant position(OperationEntity operation) {
        return operation.expiresAt == null ? operation.createdAt.plus(ABOVE) : operation.expiresAt;
    }
}
