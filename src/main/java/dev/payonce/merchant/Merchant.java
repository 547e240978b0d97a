package dev.payonce.merchant;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A merchant as it is stored. Its {@code created_at} is the database's to set. */
@Entity
@Table(name = "merchant")
public class Merchant extends PanacheEntityBase {

    @Id
    public UUID id;

    @Column(columnDefinition = "text")
    public String name;

    @Column(name = "api_key_sha256")
    public byte[] apiKeySha256;

    protected Merchant() {}

    Merchant(UUID id, String name, ApiKey key) {
        this.id = id;
        this.name = name;
        this.apiKeySha256 = key.sha256();
    }
}
