package dev.payonce.benchmark.contestant;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** A capture in the journal as an entity. */
@Entity
@Table(name = "ledger_entry")
public class TextbookEntry extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "merchant_id")
    UUID merchantId;

    String kind;
    /** Cast, since the column is of a domain, which the client cannot encode. */
    @ColumnTransformer(write = "cast(? as bigint)")
    long amount;

    String currency;

    @Column(name = "booked_at")
    Instant bookedAt;

    protected TextbookEntry() {}

    TextbookEntry(TextbookPayment payment, Instant now) {
        this.id = payment.id;
        this.merchantId = payment.merchantId;
        this.kind = "CAPTURE";
        this.amount = payment.amount;
        this.currency = payment.currency;
        this.bookedAt = now;
    }
}
