package dev.payonce.payment;

import dev.payonce.api.Cursor;
import dev.payonce.api.MerchantRows;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads payments. */
@ApplicationScoped
public class Payments extends MerchantRows<PaymentEntity, Payment> {

    @Override
    protected Payment view(PaymentEntity payment) {
        return payment.toPayment();
    }

    /** The payments of the merchant's order, newest first. */
    @WithSession
    Uni<Page<Payment>> ofOrder(UUID merchant, UUID order, Cursor cursor) {
        return some(
                        merchant,
                        cursor,
                        "orderId = ?2 and (createdAt, id) < (?3, ?4) order by createdAt desc, id desc",
                        order,
                        cursor.time(),
                        cursor.id())
                .map(rows -> Page.of(rows, cursor, payment -> payment.createdAt, payment -> payment.id, this::view));
    }
}
