-- The rules of webhooks: what a PUT comes to, which events become deliveries, and what an attempt comes to.

-- Makes an endpoint what it is said to be: true if there was none of that name. Null if there are as many as may be.
--   p_id      the id that it gets if it is new
--   p_types   null for all
--   p_secret  null to keep the one in use
--   p_made    the secret that a new one gets where none is given
--   p_most    as many as a merchant may have
CREATE OR REPLACE FUNCTION put_webhook_endpoint(
    p_merchant uuid, p_id uuid, p_name text, p_url text, p_types text[], p_status text, p_secret text, p_made text,
    p_most integer)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    endpoint uuid;
BEGIN
    INSERT INTO webhook_endpoint (merchant_id, id, name, url, types, status, position)
    VALUES (p_merchant, p_id, p_name, p_url, p_types, p_status,
        coalesce((SELECT last_position FROM event_stream WHERE merchant_id = p_merchant), 0))
    ON CONFLICT (merchant_id, name) DO NOTHING;
    IF FOUND THEN
        IF (SELECT count(*) FROM webhook_endpoint WHERE merchant_id = p_merchant) > p_most THEN
            DELETE FROM webhook_endpoint WHERE merchant_id = p_merchant AND id = p_id;
            RETURN NULL;
        END IF;
        INSERT INTO webhook_secret (merchant_id, endpoint_id, secret) VALUES (p_merchant, p_id, coalesce(p_secret, p_made));
        RETURN true;
    END IF;

    UPDATE webhook_endpoint
       SET url = p_url, types = p_types, status = p_status
     WHERE merchant_id = p_merchant AND name = p_name
    RETURNING id INTO endpoint;
    IF NOT FOUND THEN
        RAISE 'an endpoint was deleted at the moment it was written' USING ERRCODE = 'serialization_failure';
    END IF;
    IF p_secret IS NOT NULL THEN
        PERFORM rotate_webhook_secret(p_merchant, endpoint, p_secret);
    END IF;
    RETURN false;
END
$$;

-- Signs with another secret from now on, and with the one before for a day more. The endpoint's row is locked.
CREATE OR REPLACE FUNCTION rotate_webhook_secret(p_merchant uuid, p_endpoint uuid, p_secret text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a_day_ago timestamptz := now() - interval '24 hours';
BEGIN
    UPDATE webhook_secret SET retired_at = now()
     WHERE merchant_id = p_merchant AND endpoint_id = p_endpoint AND retired_at IS NULL AND secret <> p_secret;
    INSERT INTO webhook_secret (merchant_id, endpoint_id, secret) VALUES (p_merchant, p_endpoint, p_secret)
    ON CONFLICT (merchant_id, endpoint_id, secret) DO UPDATE SET retired_at = NULL;
    DELETE FROM webhook_secret WHERE merchant_id = p_merchant AND endpoint_id = p_endpoint AND retired_at <= a_day_ago;
END
$$;

-- Makes deliveries of the next events of an endpoint until p_most are due; returns how many events it went through: none where
-- there is no more to tell, or enough is due. Only as many events are ordered as are told now: the rest need not be read yet.
-- One instance at a time does it: to the others there is nothing to do.
CREATE OR REPLACE FUNCTION make_deliveries(p_merchant uuid, p_endpoint uuid, p_most integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    e webhook_endpoint;
    wanted integer;
    reached bigint;
    events integer;
BEGIN
    SELECT * INTO e FROM webhook_endpoint
     WHERE merchant_id = p_merchant AND id = p_endpoint AND status = 'ENABLED'
       FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    SELECT p_most - count(*) INTO wanted
      FROM (SELECT FROM webhook_delivery
             WHERE merchant_id = p_merchant AND endpoint_id = p_endpoint AND status = 'PENDING' AND due_at <= now()
             LIMIT p_most) due;
    IF wanted = 0 THEN
        RETURN 0;
    END IF;
    LOOP
        EXIT WHEN EXISTS (SELECT FROM event_stream
                           WHERE merchant_id = p_merchant AND last_position >= e.position + wanted);
        EXIT WHEN NOT order_events(p_merchant, 50);
    END LOOP;
    SELECT max(position), count(*) INTO reached, events
      FROM (SELECT v.position
              FROM event v
             WHERE v.merchant_id = p_merchant AND v.position > e.position
             ORDER BY v.position
             LIMIT wanted) next;
    IF events = 0 THEN
        RETURN 0;
    END IF;

    INSERT INTO webhook_delivery AS d (merchant_id, event_id, endpoint_id)
    SELECT p_merchant, v.id, p_endpoint
      FROM event v
     WHERE v.merchant_id = p_merchant AND v.position > e.position AND v.position <= reached
       AND v.created_at >= e.since AND (e.types IS NULL OR v.type = ANY (e.types))
    -- There already where the position was set back: told again.
    ON CONFLICT (merchant_id, event_id, endpoint_id) DO UPDATE
       SET status = 'PENDING', created_at = now(), attempts = 0, turn = d.turn + 1, due_at = now(), response_status = NULL,
           failure = NULL;
    UPDATE webhook_endpoint SET position = reached WHERE merchant_id = p_merchant AND id = p_endpoint;
    RETURN events;
END
$$;

-- Notes that an attempt has failed: PENDING until the next one, or DEAD if it has been tried long enough. Returns which, or
-- null if somebody else has taken it since.
--   p_pause     seconds until the next attempt
--   p_give_up   for how many seconds it is tried
CREATE OR REPLACE FUNCTION fail_delivery(
    p_merchant uuid, p_endpoint uuid, p_event uuid, p_turn integer, p_response_status integer, p_failure text,
    p_pause double precision, p_give_up double precision)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    next timestamptz := now() + p_pause * interval '1 second';
    last timestamptz;
    came_to text;
BEGIN
    SELECT created_at + p_give_up * interval '1 second' INTO last
      FROM webhook_delivery
     WHERE merchant_id = p_merchant AND event_id = p_event AND endpoint_id = p_endpoint AND turn = p_turn;
    UPDATE webhook_delivery
       SET status = CASE WHEN last <= now() THEN 'DEAD' ELSE 'PENDING' END,
           due_at = CASE WHEN last <= now() THEN NULL ELSE least(next, last) END,
           response_status = p_response_status, failure = p_failure
     WHERE merchant_id = p_merchant AND event_id = p_event AND endpoint_id = p_endpoint AND turn = p_turn
       AND status = 'PENDING'
    RETURNING status INTO came_to;
    RETURN came_to;
END
$$;
