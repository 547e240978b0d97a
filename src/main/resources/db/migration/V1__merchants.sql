-- Who may use the API. Everything else belongs to a merchant, whose id therefore comes first in every other key.
CREATE TABLE merchant (
    id             uuid        PRIMARY KEY,
    name           text        NOT NULL CHECK (name <> ''),
    -- Only the digest: who reads this table, or a backup of it, cannot call the API with what is found. One round of
    -- SHA-256 is enough for a key of 256 random bits; a slow hash is for what people choose themselves.
    api_key_sha256 bytea       NOT NULL UNIQUE CHECK (length(api_key_sha256) = 32),
    created_at     timestamptz NOT NULL DEFAULT now()
);
