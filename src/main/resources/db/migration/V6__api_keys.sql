-- A merchant's api keys: several, so that one can be replaced while the other still works. Who calls is found by the
-- digest, before any merchant is known; like the merchants themselves they stand outside of what is distributed.
CREATE TABLE api_key (
    merchant_id  uuid        NOT NULL REFERENCES merchant (id),
    id           uuid        NOT NULL,
    name         text        CHECK (name <> ''),
    -- Only the digest: who reads this table, or a backup of it, cannot call the API with what is found. One round of
    -- SHA-256 is enough for a key of 256 random bits; a slow hash is for what people choose themselves.
    sha256       bytea       NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- To within a few seconds: it is written for many requests at once.
    last_used_at timestamptz,
    -- A revoked key stays, so that it can be told when it was used last.
    revoked_at   timestamptz,
    CONSTRAINT api_key_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT api_key_digest UNIQUE (sha256),
    CONSTRAINT api_key_digest_length CHECK (length(sha256) = 32)
);

-- The key that a merchant was made with has the merchant's own id.
INSERT INTO api_key (merchant_id, id, sha256, created_at)
SELECT id, id, api_key_sha256, created_at FROM merchant;

-- From this secret, an operation and its idempotency key the ids are derived that the gateway sees, so that they tell
-- nothing of the key. It never changes and never leaves the server: 244 random bits, spread over 32 bytes.
ALTER TABLE merchant
    DROP COLUMN api_key_sha256,
    ADD COLUMN secret bytea NOT NULL DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
        CONSTRAINT merchant_secret_length CHECK (length(secret) = 32);
