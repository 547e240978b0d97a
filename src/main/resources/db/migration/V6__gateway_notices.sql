-- The gateway's notices: another kind of key than a client's. A client's key says what is one intent, and its row keeps the
-- answer. A notice's id says what is one notice, and its row keeps nothing: the notice is a reason to ask the gateway at
-- once, and what is booked then is guarded by the operation's own row (docs/two-kinds-of-key.md).

CREATE DOMAIN notice_id AS text COLLATE "C" CHECK (length(VALUE) BETWEEN 1 AND 255);

CREATE TABLE gateway_notice (
    merchant_id uuid        NOT NULL,
    id          notice_id   NOT NULL,
    taken_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gateway_notice_pk PRIMARY KEY (merchant_id, id)
);
CREATE INDEX gateway_notice_age ON gateway_notice (merchant_id, taken_at);

-- Takes a notice: true for the first one of its id about an operation of the merchant, else false. Each one removes a few that
-- are older than notices are kept, so that the table is as large as what comes in that time, without a job of its own.
--   p_operation_id  what the notice is about
--   p_kept          for how many seconds an id is kept
CREATE FUNCTION take_notice(p_merchant uuid, p_id text, p_operation_id uuid, p_kept double precision)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    too_old timestamptz := now() - p_kept * interval '1 second';
BEGIN
    PERFORM 1 FROM idempotency_key WHERE merchant_id = p_merchant AND operation_id = p_operation_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    DELETE FROM gateway_notice
     WHERE merchant_id = p_merchant AND id IN (
        SELECT id
          FROM gateway_notice
         WHERE merchant_id = p_merchant AND taken_at < too_old
         ORDER BY taken_at
         LIMIT 3
           FOR UPDATE SKIP LOCKED);

    INSERT INTO gateway_notice (merchant_id, id) VALUES (p_merchant, p_id) ON CONFLICT (merchant_id, id) DO NOTHING;
    RETURN FOUND;
END
$$;

-- Gives a notice back, since what it is about could not be found out: it may come again.
CREATE FUNCTION return_notice(p_merchant uuid, p_id text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM gateway_notice WHERE merchant_id = p_merchant AND id = p_id;
END
$$;
