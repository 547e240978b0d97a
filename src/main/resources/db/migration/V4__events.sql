-- What happened, for a merchant's own systems: an event is made in the commit of its effect, once. What makes and reads
-- events stands in db/rules/R__6_events.sql.

CREATE DOMAIN event_type AS text CHECK (VALUE IN (
    'order.created', 'order.cancelled', 'payment.succeeded', 'payment.failed', 'refund.succeeded', 'refund.failed',
    'transfer.created'));

-- A UUID of version 7 that begins with a time, to the microsecond, and ends as p_rest does: of two ids, the one of the later
-- time is the greater. With a p_rest of zeros it is the least id of its time.
CREATE FUNCTION event_id(p_at timestamptz, p_rest uuid)
RETURNS uuid LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    micros bigint := extract(epoch FROM p_at) * 1000000;
BEGIN
    -- 48 bits of milliseconds, the version, 12 bits for what is left of the time; then the rest, with the variant.
    RETURN (lpad(to_hex((micros / 1000 << 16) | (7 << 12) | (micros % 1000 * 4096 / 1000)), 16, '0')
        || right(replace(p_rest::text, '-', ''), 16))::uuid;
END
$$;

CREATE TABLE event (
    merchant_id     uuid        NOT NULL,
    -- By the clock and not by the transaction's beginning: it is read while the locks are held that the effect needs, so of
    -- two effects on one resource the later one has the greater id.
    id              uuid        NOT NULL DEFAULT event_id(clock_timestamp(), gen_random_uuid()),
    type            event_type  NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    operation_id    uuid        NOT NULL,
    request_id      text        NOT NULL, -- of the request that asked, whoever decided it
    resource        text        NOT NULL, -- its path
    data            text        NOT NULL, -- the resource as answered, JSON
    data_created_at timestamptz,          -- the createdAt that data is stored without; null where it has its own
    -- Where readers find it; given later, by order_events.
    position        bigint,
    CONSTRAINT event_pk PRIMARY KEY (merchant_id, id)
);

-- What has no position yet. For a merchant whom nobody reads that is everything, and these two keys are all that it costs.
CREATE INDEX event_unordered ON event (merchant_id, id) WHERE position IS NULL;
CREATE UNIQUE INDEX event_position ON event (merchant_id, position) WHERE position IS NOT NULL;
CREATE INDEX event_position_of_type ON event (merchant_id, type, position) WHERE position IS NOT NULL;

-- The last position that was given. Its row's lock is the turn to give the next ones.
CREATE TABLE event_stream (
    merchant_id   uuid   NOT NULL,
    last_position bigint NOT NULL DEFAULT 0,
    CONSTRAINT event_stream_pk PRIMARY KEY (merchant_id)
);
