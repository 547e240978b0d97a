package dev.payonce.benchmark.contestant;

import dev.payonce.payment.Payment;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** A payment as an entity that is also written. */
@Entity
@Table(name = "payment")
public class TextbookPayment extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    @Column(name = "order_id")
    UUID orderId;

    String status;
    /** Cast, since the column is of a domain, which the client cannot encode. */
    @ColumnTransformer(write = "cast(? as bigint)")
    long amount;

    String currency;

    @Column(name = "payment_method")
    String paymentMethod;

    @Column(name = "amount_reserved")
    long amountReserved;

    @Column(name = "amount_refunded")
    long amountRefunded;

    @Column(name = "gateway_reference")
    String gatewayReference;

    String description;
    String metadata;

    @Column(name = "created_at")
    Instant createdAt;

    protected TextbookPayment() {}

    TextbookPayment(UUID merchant, Payment payment, String description, String metadata) {
        this.id = payment.id();
        this.merchantId = merchant;
        this.orderId = payment.orderId();
        this.status = payment.status().name();
        this.amount = payment.amount();
        this.currency = payment.currency();
        this.paymentMethod = payment.paymentMethod();
        this.description = description;
        this.metadata = metadata;
        this.createdAt = payment.createdAt();
    }
}
