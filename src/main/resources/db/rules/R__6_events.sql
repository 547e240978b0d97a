-- The rules of events: how they are made, and in which order they are read.
--
-- Readers go by position, and never miss an event, for three reasons. A position is given to an event that has committed
-- already, and never changes. Only one transaction of a merchant gives positions at a time, and it commits before the next
-- one looks. Each begins above all that were given before. So whoever sees a position sees all the lower ones, and an event
-- that commits late, however early its transaction began, gets a position above all that anybody can have read by then.
--
-- A sequence would not do: its numbers are drawn before the commit, and the reader who sees 7 while 6 is still uncommitted
-- goes on from 7 and never sees 6.

-- Makes the event of the operation under a key that this transaction decides. Called after what the effect has locked.
--   p_data             the resource as answered, JSON
--   p_data_created_at  the createdAt that p_data is without; null where it has its own
CREATE OR REPLACE FUNCTION make_event(
    p_merchant uuid, p_key text, p_type text, p_data text, p_data_created_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    operation uuid;
    asked_by text;
    about text;
BEGIN
    SELECT operation_id, request_id, resource INTO STRICT operation, asked_by, about
      FROM idempotency_key
     WHERE merchant_id = p_merchant AND key = p_key;
    INSERT INTO event (merchant_id, type, operation_id, request_id, resource, data, data_created_at)
    VALUES (p_merchant, p_type, operation, asked_by, about, p_data, p_data_created_at);
END
$$;

-- Gives positions to the oldest events that have none, at most p_most; returns how many there were.
CREATE OR REPLACE FUNCTION order_events(p_merchant uuid, p_most integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
    ordered integer;
BEGIN
    -- Nearly always there is nothing to do, and then nothing is locked.
    IF NOT EXISTS (SELECT FROM event WHERE merchant_id = p_merchant AND position IS NULL) THEN
        RETURN 0;
    END IF;

    INSERT INTO event_stream (merchant_id) VALUES (p_merchant) ON CONFLICT (merchant_id) DO NOTHING;
    SELECT last_position INTO STRICT last FROM event_stream WHERE merchant_id = p_merchant FOR UPDATE;

    -- A statement of its own, with a snapshot of its own: what was ordered before the lock was had is ordered for it, too.
    UPDATE event e
       SET position = last + n.number
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS number
              FROM event
             WHERE merchant_id = p_merchant AND position IS NULL
             ORDER BY id
             LIMIT p_most) n
     WHERE e.merchant_id = p_merchant AND e.id = n.id;
    GET DIAGNOSTICS ordered = ROW_COUNT;

    UPDATE event_stream SET last_position = last + ordered WHERE merchant_id = p_merchant;
    RETURN ordered;
END
$$;

-- The position of an event, to read on after it. That of an event so old that it is not kept any more is 0: reading goes on
-- with the oldest that is. Null if there is no such event.
--   p_kept   for how many seconds events are kept
CREATE OR REPLACE FUNCTION event_position(p_merchant uuid, p_id uuid, p_kept double precision)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    found_at bigint;
BEGIN
    SELECT position INTO found_at FROM event WHERE merchant_id = p_merchant AND id = p_id;
    IF NOT FOUND AND p_id < event_id(now() - p_kept * interval '1 second', '00000000-0000-0000-0000-000000000000') THEN
        RETURN 0;
    END IF;
    RETURN found_at;
END
$$;

-- Deletes the oldest events of a merchant that were kept for so many seconds, and their deliveries, at most p_most of each;
-- returns how many there were of those of which there were more.
CREATE OR REPLACE FUNCTION reap_events(p_merchant uuid, p_kept double precision, p_most integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    kept_from uuid := event_id(now() - p_kept * interval '1 second', '00000000-0000-0000-0000-000000000000');
    events integer;
    deliveries integer;
BEGIN
    -- What another instance is busy with at this moment is skipped and not waited for.
    DELETE FROM event e
     USING (SELECT id FROM event
             WHERE merchant_id = p_merchant AND id < kept_from
             ORDER BY id
             LIMIT p_most
               FOR UPDATE SKIP LOCKED) due
     WHERE e.merchant_id = p_merchant AND e.id = due.id;
    GET DIAGNOSTICS events = ROW_COUNT;

    DELETE FROM webhook_delivery d
     USING (SELECT event_id, endpoint_id FROM webhook_delivery
             WHERE merchant_id = p_merchant AND event_id < kept_from
             ORDER BY event_id
             LIMIT p_most
               FOR UPDATE SKIP LOCKED) due
     WHERE d.merchant_id = p_merchant AND d.event_id = due.event_id AND d.endpoint_id = due.endpoint_id;
    GET DIAGNOSTICS deliveries = ROW_COUNT;
    RETURN greatest(events, deliveries);
END
$$;
