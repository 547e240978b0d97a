package dev.payonce.operation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/** A key's row for reading, without the key and the stored answer. */
@Entity(name = "Operation")
@Table(name = "idempotency_key")
@Immutable
public class OperationEntity {

    @Id
    @Column(name = "operation_id")
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    @Column(name = "key")
    String key;

    String operation;

    /** As it is stored, and as the indexes know it. */
    @Column(name = "status")
    String stored;

    /** Judged by the database's clock, like every time that decides something. */
    @Formula("(case when expires_at <= now() and status <> 'ABANDONED' then 'EXPIRED' else status end)")
    String status;

    String identity;

    @Column(name = "attempt")
    int attempts;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "completed_at")
    Instant completedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    String resource;

    @Column(name = "response_status")
    Integer responseStatus;

    OperationView toView(int attentionAfter) {
        return new OperationView(
                id,
                operation,
                OperationStatus.valueOf(status),
                identity,
                attempts,
                completedAt == null && attempts >= attentionAfter,
                createdAt,
                completedAt,
                expiresAt,
                resource,
                responseStatus);
    }
}
