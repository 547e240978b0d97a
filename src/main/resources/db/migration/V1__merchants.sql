-- Who may use the API. Everything else belongs to a merchant, whose id therefore comes first in every other key.
CREATE TABLE merchant (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL CHECK (name <> ''),
    -- From this secret, an operation and its idempotency key the ids are derived that the gateway sees, so that they tell
    -- nothing of the key. It never changes and never leaves the server: 244 random bits, spread over 32 bytes.
    secret     bytea       NOT NULL DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
               CONSTRAINT merchant_secret_length CHECK (length(secret) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);

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
