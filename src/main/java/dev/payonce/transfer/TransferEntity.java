package dev.payonce.transfer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A transfer for reading; it is only ever written by the statement of {@link TransferStore}. */
@Entity(name = "Transfer")
@Table(name = "transfer")
@Immutable
public class TransferEntity {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    String recipient;
    long amount;
    String currency;
    String reference;
    String memo;
    String metadata;

    @Column(name = "created_at")
    Instant createdAt;

    Transfer toTransfer() {
        return new Transfer(
                id, TransferStatus.SUCCEEDED, recipient, amount, currency, reference, memo, metadata, createdAt);
    }
}
