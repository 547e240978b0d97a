-- One row is one intent of one merchant: what was asked under a key, who works on it, and what was answered.
-- Everything begins with merchant_id, so the table can be distributed or partitioned by it.
CREATE TABLE idempotency_key (
    merchant_id         uuid        NOT NULL,
    key                 text        NOT NULL COLLATE "C",  -- bytes decide, no language does
    -- The operation's public name for itself; where it creates a resource, that resource's id, too. The key stays out of URLs.
    operation_id        uuid        NOT NULL,
    operation           text        NOT NULL,
    -- What makes two requests the same: the digest to compare, its version, and the fields that it was taken over,
    -- so that a mismatch can name what differs.
    fingerprint_version smallint    NOT NULL,
    fingerprint         bytea       NOT NULL,
    identity            text        NOT NULL,
    request_id          text        NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    status              text        NOT NULL,

    -- While PENDING. The attempt is the fencing token: whoever takes the work over raises it, and every write of an
    -- owner names the attempt it was given. Until due_at the work belongs to its owner (RUNNING), to the client's
    -- own retry (UNDONE), or is not to be asked about again yet (UNKNOWN); from then on to whoever takes it over.
    attempt             integer     NOT NULL DEFAULT 1,
    progress            text,
    due_at              timestamptz,

    -- Once decided: the answer, word for word.
    completed_at        timestamptz,
    expires_at          timestamptz,
    resource            text,
    response_status     smallint,
    response_body       text,

    CONSTRAINT idempotency_key_pk PRIMARY KEY (merchant_id, key),
    CONSTRAINT idempotency_key_operation UNIQUE (merchant_id, operation_id),
    CONSTRAINT idempotency_key_length CHECK (length(key) BETWEEN 8 AND 255),
    CONSTRAINT idempotency_key_digest CHECK (length(fingerprint) = 32),
    CONSTRAINT idempotency_key_states CHECK (
        CASE status
            WHEN 'PENDING' THEN progress IN ('RUNNING', 'UNKNOWN', 'UNDONE') AND due_at IS NOT NULL
                AND completed_at IS NULL AND response_status IS NULL
            WHEN 'SUCCEEDED' THEN progress IS NULL AND due_at IS NULL AND completed_at IS NOT NULL
                AND expires_at IS NOT NULL AND response_status BETWEEN 200 AND 299
            WHEN 'FAILED' THEN progress IS NULL AND due_at IS NULL AND completed_at IS NOT NULL
                AND expires_at IS NOT NULL AND response_status BETWEEN 400 AND 499
            ELSE false
        END),
    -- A decided answer is never without its body, and nothing but an answer has one.
    CONSTRAINT idempotency_key_answer CHECK ((response_status IS NULL) = (response_body IS NULL))
);

-- What recovery looks for; nearly empty, since nearly everything is decided.
CREATE INDEX idempotency_key_unfinished ON idempotency_key (merchant_id, due_at) WHERE status = 'PENDING';
