package dev.payonce.refund;

import dev.payonce.payment.PaymentStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A refund for reading; it is only ever written by the statements of {@link RefundStore}. */
@Entity(name = "Refund")
@Table(name = "refund")
@Immutable
public class RefundEntity {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    @Column(name = "payment_id")
    UUID paymentId;

    @Column(name = "order_id")
    UUID orderId;

    @Enumerated(EnumType.STRING)
    RefundKind kind;

    @Enumerated(EnumType.STRING)
    PaymentStatus status;

    long amount;
    String currency;
    String reference;

    @Column(name = "failure_code")
    String failureCode;

    @Column(name = "created_at")
    Instant createdAt;

    Refund toRefund() {
        return new Refund(id, paymentId, orderId, kind, status, amount, currency, reference, failureCode, createdAt);
    }
}
