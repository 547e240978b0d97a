package dev.payonce.payment;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads payments. */
@ApplicationScoped
public class Payments implements PanacheRepositoryBase<PaymentEntity, UUID> {

    /** The merchant's payment, or null. */
    @WithSession
    public Uni<Payment> byId(UUID merchant, UUID id) {
        return entity(merchant, id).onItem().ifNotNull().transform(PaymentEntity::toPayment);
    }

    private Uni<PaymentEntity> entity(UUID merchant, UUID id) {
        return find("merchantId = ?1 and id = ?2", merchant, id).firstResult();
    }

    /** The payments of the merchant's order, newest first. */
    @WithSession
    Uni<Page<Payment>> ofOrder(UUID merchant, UUID order, Cursor cursor) {
        return find(
                        "merchantId = ?1 and orderId = ?2 and (createdAt, id) < (?3, ?4) order by createdAt desc, id desc",
                        merchant,
                        order,
                        cursor.time(),
                        cursor.id())
                .range(0, cursor.limit())
                .list()
                .map(rows -> Page.of(
                        rows, cursor, payment -> payment.createdAt, payment -> payment.id, PaymentEntity::toPayment));
    }
}
