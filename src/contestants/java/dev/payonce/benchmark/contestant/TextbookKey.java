package dev.payonce.benchmark.contestant;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Intent;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** A key as an entity. */
@Entity
@Table(name = "idempotency_key")
public class TextbookKey extends PanacheEntityBase {

    private static final Duration RETENTION = Duration.ofHours(24);
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** The tenant and its key. */
    @Embeddable
    public record Id(
            @Column(name = "merchant_id") UUID merchant,
            @Column(name = "key") String key) {}

    @EmbeddedId
    Id id;

    @Column(name = "operation_id")
    UUID operationId;

    String operation;

    @Column(name = "fingerprint_version")
    short fingerprintVersion;

    /** Cast, since the column is of a domain, which the client cannot encode. */
    @ColumnTransformer(write = "cast(? as bytea)")
    byte[] fingerprint;

    String identity;

    @Column(name = "request_id")
    String requestId;

    @Column(name = "created_at")
    Instant createdAt;

    String status;
    int attempt;
    String progress;

    @Column(name = "due_at")
    Instant dueAt;

    @Column(name = "completed_at")
    Instant completedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    String resource;

    @Column(name = "response_status")
    Short responseStatus;

    @Column(name = "response_body")
    String responseBody;

    protected TextbookKey() {}

    TextbookKey(Intent intent, Instant now) {
        this.id = new Id(intent.merchant(), intent.key());
        this.operationId = intent.operationId();
        this.operation = intent.fingerprint().operation();
        this.fingerprintVersion = (short) intent.fingerprint().version();
        this.fingerprint = intent.fingerprint().digest();
        this.identity = intent.fingerprint().identity();
        this.requestId = intent.requestId();
        this.createdAt = now;
        this.status = "PENDING";
        this.attempt = 1;
        this.progress = "RUNNING";
        this.dueAt = now.plus(LEASE);
    }

    boolean isOf(Intent intent) {
        return Arrays.equals(fingerprint, intent.fingerprint().digest());
    }

    void succeed(Answer answer, Instant now) {
        status = "SUCCEEDED";
        progress = null;
        dueAt = null;
        completedAt = now;
        expiresAt = now.plus(RETENTION);
        resource = answer.resource();
        responseStatus = (short) answer.status();
        responseBody = answer.body();
    }

    Answer answer() {
        return new Answer(responseStatus, responseBody, resource);
    }
}
