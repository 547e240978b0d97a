package dev.payonce.benchmark.contestant;

import dev.payonce.order.Order;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** An order as an entity that is also written. */
@Entity
@Table(name = "orders")
public class TextbookOrder extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    String status;
    String customer;
    String currency;
    /** Cast, since the column is of a domain, which the client cannot encode. */
    @ColumnTransformer(write = "cast(? as bigint)")
    long total;

    @Column(name = "amount_refunded")
    long amountRefunded;

    String items;
    String reference;
    String note;
    String metadata;

    @Column(name = "created_at")
    Instant createdAt;

    protected TextbookOrder() {}

    TextbookOrder(UUID merchant, Order order) {
        this.id = order.id();
        this.merchantId = merchant;
        this.status = order.status().name();
        this.customer = order.customer();
        this.currency = order.currency();
        this.total = order.total();
        this.items = order.items();
        this.reference = order.reference();
        this.note = order.note();
        this.metadata = order.metadata();
        this.createdAt = order.createdAt();
    }
}
