package dev.payonce.order;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads orders. */
@ApplicationScoped
public class Orders implements PanacheRepositoryBase<OrderEntity, UUID> {

    /** The merchant's order, or null. */
    @WithSession
    public Uni<Order> byId(UUID merchant, UUID id) {
        return find("merchantId = ?1 and id = ?2", merchant, id)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(OrderEntity::toOrder);
    }

    /** The merchant's order of that reference, or null. */
    @WithSession
    Uni<Order> byReference(UUID merchant, String reference) {
        return find("merchantId = ?1 and reference = ?2", merchant, reference)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(OrderEntity::toOrder);
    }

    /** The merchant's orders, newest first; of one status only, unless that is null. */
    @WithSession
    Uni<Page<Order>> list(UUID merchant, OrderStatus status, Cursor cursor) {
        var found = status == null
                ? find("merchantId = ?1 and id < ?2 order by id desc", merchant, cursor.id())
                : find(
                        "merchantId = ?1 and id < ?2 and status = ?3" + amongFew(status) + " order by id desc",
                        merchant,
                        cursor.id(),
                        status);
        return found.range(0, cursor.limit())
                .list()
                .map(rows -> Page.of(rows, cursor, order -> order.createdAt, order -> order.id, OrderEntity::toOrder));
    }

    /** What else is true of all orders of a status, and of few others, and has an index: most orders are paid, and stay so. */
    private static String amongFew(OrderStatus status) {
        return switch (status) {
            case PAYMENT_PENDING ->
                " and id in (select p.orderId from Payment p where p.merchantId = ?1 and p.status = PENDING)";
            case PARTIALLY_REFUNDED, REFUNDED -> " and amountRefunded > 0";
            case OPEN, PAID, CANCELLED -> "";
        };
    }
}
