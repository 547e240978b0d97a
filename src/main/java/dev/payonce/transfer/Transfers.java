package dev.payonce.transfer;

import dev.payonce.api.Cursor;
import dev.payonce.api.MerchantRows;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads transfers. */
@ApplicationScoped
class Transfers extends MerchantRows<TransferEntity, Transfer> {

    @Override
    protected Transfer view(TransferEntity transfer) {
        return transfer.toTransfer();
    }

    /** The merchant's transfer of that reference, or null. */
    @WithSession
    Uni<Transfer> byReference(UUID merchant, String reference) {
        return one(merchant, "reference = ?2", reference);
    }

    /** The merchant's transfers, newest first. */
    @WithSession
    Uni<Page<Transfer>> list(UUID merchant, Cursor cursor) {
        return some(merchant, cursor, "id < ?2 order by id desc", cursor.id())
                .map(rows ->
                        Page.of(rows, cursor, transfer -> transfer.createdAt, transfer -> transfer.id, this::view));
    }
}
