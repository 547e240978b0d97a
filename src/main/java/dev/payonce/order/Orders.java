package dev.payonce.order;

import dev.payonce.api.Cursor;
import dev.payonce.api.MerchantRows;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads orders. */
@ApplicationScoped
public class Orders extends MerchantRows<OrderEntity, Order> {

    @Override
    protected Order view(OrderEntity order) {
        return order.toOrder();
    }

    /** The merchant's order of that reference, or null. */
    @WithSession
    Uni<Order> byReference(UUID merchant, String reference) {
        return one(merchant, "reference = ?2", reference);
    }

    /** The merchant's orders, newest first; of one status only, unless that is null. */
    @WithSession
    Uni<Page<Order>> list(UUID merchant, OrderStatus status, Cursor cursor) {
        String ofStatus = status == null ? "" : " and " + condition(status);
        return some(merchant, cursor, "id < ?2" + ofStatus + " order by id desc", cursor.id())
                .map(rows -> Page.of(rows, cursor, order -> order.createdAt, order -> order.id, this::view));
    }

    /**
     * What is true of all orders of a status, in the words of an index that has them: most orders are paid, and stay so. The
     * status is no parameter, since PostgreSQL takes a partial index only where it can read the condition.
     */
    private static String condition(OrderStatus status) {
        String itself = "status = " + status;
        return switch (status) {
            case PAYMENT_PENDING ->
                itself + " and id in (select p.orderId from Payment p where p.merchantId = ?1 and p.status = PENDING)";
            case PARTIALLY_REFUNDED, REFUNDED -> itself + " and amountRefunded > 0";
            case OPEN, CANCELLED, PAID -> itself;
        };
    }
}
