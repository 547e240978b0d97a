package dev.payonce.order;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** An order for reading; it is only ever written by the statements of {@link OrderStore} and of the payments. */
@Entity(name = "Order")
@Table(name = "orders")
@Immutable
public class OrderEntity {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    @Enumerated(EnumType.STRING)
    OrderStatus status;

    String customer;
    String currency;
    long total;

    @Column(name = "amount_refunded")
    long amountRefunded;

    String items;
    String reference;
    String note;
    String metadata;

    @Column(name = "created_at")
    Instant createdAt;

    Order toOrder() {
        return new Order(
                id, status, customer, currency, total, amountRefunded, items, reference, note, metadata, createdAt);
    }
}
