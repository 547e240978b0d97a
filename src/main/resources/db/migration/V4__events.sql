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

-- Events as the commit of their effect leaves them. Every order and every payment pays for them, whether anybody reads them or
-- not: so a row says what happened to what, and nothing that is said elsewhere. It is one row for all orders that are placed in
-- one commit, under one key, and what that key grows by is always last.
CREATE TABLE new_event (
    merchant_id   uuid        NOT NULL,
    -- By the clock and not by the transaction's beginning: it is read while the locks are held that the effect needs, so of
    -- two effects on one resource the later one has the later time.
    made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    id            uuid        NOT NULL, -- the first of the operations, which tells commits of one moment apart
    type          event_type  NOT NULL,
    -- An element for each event.
    operation_ids uuid[]      NOT NULL,
    resource_ids  uuid[]      NOT NULL, -- of the orders, payments, refunds or transfers
    request_ids   text[]      NOT NULL, -- of the requests that asked, whoever decided them
    CONSTRAINT new_event_pk PRIMARY KEY (merchant_id, made_at, id)
);

-- An event as readers find it, from when the first of them comes: order_events makes the one of the other.
CREATE TABLE event (
    merchant_id     uuid        NOT NULL,
    id              uuid        NOT NULL,
    position        bigint      NOT NULL, -- by which readers go
    type            event_type  NOT NULL,
    created_at      timestamptz NOT NULL,
    operation_id    uuid        NOT NULL,
    request_id      text        NOT NULL,
    resource        text        NOT NULL, -- its path
    data            text        NOT NULL, -- the resource as answered, JSON, without its createdAt
    data_created_at timestamptz NOT NULL,
    CONSTRAINT event_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT event_position UNIQUE (merchant_id, position)
);
CREATE INDEX event_of_type ON event (merchant_id, type, position);

-- The last position that was given. Its row's lock is the turn to give the next ones.
CREATE TABLE event_stream (
    merchant_id   uuid   NOT NULL,
    last_position bigint NOT NULL DEFAULT 0,
    CONSTRAINT event_stream_pk PRIMARY KEY (merchant_id)
);
