package dev.payonce.payment;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A payment for reading; it is only ever written by the statements of {@link PaymentStore} and of the refunds. */
@Entity(name = "Payment")
@Table(name = "payment")
@Immutable
public class PaymentEntity {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    @Column(name = "order_id")
    UUID orderId;

    @Enumerated(EnumType.STRING)
    PaymentStatus status;

    long amount;
    String currency;

    @Column(name = "payment_method")
    String paymentMethod;

    @Column(name = "amount_reserved")
    long amountReserved;

    @Column(name = "amount_refunded")
    long amountRefunded;

    @Column(name = "failure_code")
    String failureCode;

    @Column(name = "gateway_reference")
    String gatewayReference;

    @Column(name = "created_at")
    Instant createdAt;

    Payment toPayment() {
        return new Payment(
                id,
                orderId,
                status,
                amount,
                currency,
                paymentMethod,
                amountRefunded,
                failureCode,
                gatewayReference,
                createdAt);
    }
}
