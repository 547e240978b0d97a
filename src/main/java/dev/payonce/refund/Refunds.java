package dev.payonce.refund;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads refunds. */
@ApplicationScoped
class Refunds implements PanacheRepositoryBase<RefundEntity, UUID> {

    /** The merchant's refund, or null. */
    @WithSession
    public Uni<Refund> byId(UUID merchant, UUID id) {
        return find("merchantId = ?1 and id = ?2", merchant, id)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(RefundEntity::toRefund);
    }

    /** The refund that took the reference, of all those of the payment, or null: one that failed has set it free. */
    @WithSession
    Uni<Refund> byReference(UUID merchant, UUID payment, String reference) {
        return find(
                        "merchantId = ?1 and paymentId = ?2 and reference = ?3 and status <> FAILED",
                        merchant,
                        payment,
                        reference)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(RefundEntity::toRefund);
    }

    /** The refunds of the merchant's payment, newest first. */
    @WithSession
    Uni<Page<Refund>> ofPayment(UUID merchant, UUID payment, Cursor cursor) {
        return find(
                        "merchantId = ?1 and paymentId = ?2 and (createdAt, id) < (?3, ?4) order by createdAt desc, id desc",
                        merchant,
                        payment,
                        cursor.time(),
                        cursor.id())
                .range(0, cursor.limit())
                .list()
                .map(rows ->
                        Page.of(rows, cursor, refund -> refund.createdAt, refund -> refund.id, RefundEntity::toRefund));
    }
}
