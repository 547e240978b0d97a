package dev.payonce.operation;

import dev.payonce.http.Cursor;
import dev.payonce.http.Page;
import dev.payonce.idempotency.IdempotencyConfig;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads operations. */
@ApplicationScoped
class Operations implements PanacheRepositoryBase<OperationEntity, UUID> {

    private final IdempotencyConfig config;

    Operations(IdempotencyConfig config) {
        this.config = config;
    }

    /** The merchant's operation, or null. */
    @WithSession
    Uni<OperationView> byId(UUID merchant, UUID id) {
        return find("merchantId = ?1 and id = ?2", merchant, id)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(this::view);
    }

    /** The merchant's operation under a key, or null. */
    @WithSession
    Uni<OperationView> byKey(UUID merchant, String key) {
        return find("merchantId = ?1 and key = ?2", merchant, key)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(this::view);
    }

    /** The merchant's operations, newest first; of one status only, unless that is null. */
    @WithSession
    Uni<Page<OperationView>> list(UUID merchant, OperationStatus status, Cursor cursor) {
        var found = status == null
                ? find("merchantId = ?1 and id < ?2 order by id desc", merchant, cursor.before())
                : find(
                        "merchantId = ?1 and id < ?2 and status = ?3 order by id desc",
                        merchant,
                        cursor.before(),
                        status.name());
        return found.range(0, cursor.limit())
                .list()
                .map(rows -> Page.of(rows, cursor, operation -> operation.id, this::view));
    }

    private OperationView view(OperationEntity operation) {
        return operation.toView(config.attentionAfter());
    }
}
