package dev.payonce.refund;

import dev.payonce.api.Cursor;
import dev.payonce.api.MerchantRows;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads refunds. */
@ApplicationScoped
class Refunds extends MerchantRows<RefundEntity, Refund> {

    @Override
    protected Refund view(RefundEntity refund) {
        return refund.toRefund();
    }

    /** The refund that took the reference, of all those of the payment, or null: one that failed has set it free. */
    @WithSession
    Uni<Refund> byReference(UUID merchant, UUID payment, String reference) {
        return one(merchant, "paymentId = ?2 and reference = ?3 and status <> FAILED", payment, reference);
    }

    /** The refunds of the merchant's payment, newest first. */
    @WithSession
    Uni<Page<Refund>> ofPayment(UUID merchant, UUID payment, Cursor cursor) {
        return some(
                        merchant,
                        cursor,
                        "paymentId = ?2 and (createdAt, id) < (?3, ?4) order by createdAt desc, id desc",
                        payment,
                        cursor.time(),
                        cursor.id())
                .map(rows -> Page.of(rows, cursor, refund -> refund.createdAt, refund -> refund.id, this::view));
    }
}
