package dev.payonce.transfer;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads transfers. */
@ApplicationScoped
class Transfers implements PanacheRepositoryBase<TransferEntity, UUID> {

    /** The merchant's transfer, or null. */
    @WithSession
    Uni<Transfer> byId(UUID merchant, UUID id) {
        return find("merchantId = ?1 and id = ?2", merchant, id)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(TransferEntity::toTransfer);
    }

    /** The merchant's transfer of that reference, or null. */
    @WithSession
    Uni<Transfer> byReference(UUID merchant, String reference) {
        return find("merchantId = ?1 and reference = ?2", merchant, reference)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(TransferEntity::toTransfer);
    }

    /** The merchant's transfers, newest first. */
    @WithSession
    Uni<Page<Transfer>> list(UUID merchant, Cursor cursor) {
        return find("merchantId = ?1 and id < ?2 order by id desc", merchant, cursor.id())
                .range(0, cursor.limit())
                .list()
                .map(rows -> Page.of(
                        rows,
                        cursor,
                        transfer -> transfer.createdAt,
                        transfer -> transfer.id,
                        TransferEntity::toTransfer));
    }
}
