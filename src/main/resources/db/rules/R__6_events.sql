-- The rules of events: in which order they are read, and what readers see. They are made where their effects are, each by one
-- INSERT into new_event.
--
-- Readers go by position, and never miss an event, for three reasons. A position is given to an event that has committed
-- already, and never changes. Only one transaction of a merchant gives positions at a time, and it commits before the next
-- one looks. Each begins above all that were given before. So whoever sees a position sees all the lower ones, and an event
-- that commits late, however early its transaction began, gets a position above all that anybody can have read by then.
--
-- A sequence would not do: its numbers are drawn before the commit, and the reader who sees 7 while 6 is still uncommitted
-- goes on from 7 and never sees 6.

-- Gives positions to the events of the oldest commits whose events have none, at most p_most commits; returns whether there may
-- be more. What they are about is told as it was when they were made: nothing but its state has changed since, and what that was
-- then their type says.
CREATE OR REPLACE FUNCTION order_events(p_merchant uuid, p_most integer)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
    ordered integer;
    commits integer;
BEGIN
    -- Nearly always there is nothing to do, and then nothing is locked.
    IF NOT EXISTS (SELECT FROM new_event WHERE merchant_id = p_merchant) THEN
        RETURN false;
    END IF;

    INSERT INTO event_stream (merchant_id) VALUES (p_merchant) ON CONFLICT (merchant_id) DO NOTHING;
    SELECT last_position INTO STRICT last FROM event_stream WHERE merchant_id = p_merchant FOR UPDATE;

    -- A statement of its own, with a snapshot of its own: what was ordered before the lock was had is ordered for it, too.
    INSERT INTO event (merchant_id, id, position, type, created_at, operation_id, request_id, resource, data, data_created_at)
    SELECT p_merchant, event_id(n.made_at, n.operation_id), last + n.number, n.type, n.made_at, n.operation_id, n.request_id,
           about.path || n.resource_id, about.data, about.created_at
      FROM (SELECT made.made_at, made.type, e.operation_id, e.resource_id, e.request_id,
                   row_number() OVER (ORDER BY made.made_at, made.id, e.number) AS number
              FROM (SELECT made_at, id, type, operation_ids, resource_ids, request_ids
                      FROM new_event
                     WHERE merchant_id = p_merchant
                     ORDER BY made_at, id
                     LIMIT p_most) made,
                   unnest(made.operation_ids, made.resource_ids, made.request_ids) WITH ORDINALITY
                       AS e (operation_id, resource_id, request_id, number)) n
     CROSS JOIN LATERAL (
        SELECT '/v1/orders/' AS path, o.created_at,
               (SELECT row_to_json(d) FROM (
                   SELECT o.id, CASE n.type WHEN 'order.created' THEN 'OPEN' ELSE 'CANCELLED' END AS status, o.customer,
                          o.currency, o.total, 0 AS "amountRefunded", o.items::json AS items, o.reference, o.note,
                          o.metadata::json AS metadata) d)::text AS data
          FROM orders o
         WHERE o.merchant_id = p_merchant AND o.id = n.resource_id AND n.type IN ('order.created', 'order.cancelled')
        UNION ALL
        SELECT '/v1/payments/', p.created_at,
               (SELECT row_to_json(d) FROM (
                   SELECT p.id, p.order_id AS "orderId",
                          CASE n.type WHEN 'payment.succeeded' THEN 'SUCCEEDED' ELSE 'FAILED' END AS status, p.amount,
                          p.currency, p.payment_method AS "paymentMethod", 0 AS "amountRefunded",
                          p.failure_code AS "failureCode", p.gateway_reference AS "gatewayReference") d)::text
          FROM payment p
         WHERE p.merchant_id = p_merchant AND p.id = n.resource_id AND n.type IN ('payment.succeeded', 'payment.failed')
        UNION ALL
        SELECT '/v1/refunds/', r.created_at,
               (SELECT row_to_json(d) FROM (
                   SELECT r.id, r.payment_id AS "paymentId", r.order_id AS "orderId", r.kind,
                          CASE n.type WHEN 'refund.succeeded' THEN 'SUCCEEDED' ELSE 'FAILED' END AS status, r.amount,
                          r.currency, r.reference, r.failure_code AS "failureCode") d)::text
          FROM refund r
         WHERE r.merchant_id = p_merchant AND r.id = n.resource_id AND n.type IN ('refund.succeeded', 'refund.failed')
        UNION ALL
        SELECT '/v1/transfers/', t.created_at,
               (SELECT row_to_json(d) FROM (
                   SELECT t.id, 'SUCCEEDED' AS status, t.recipient, t.amount, t.currency, t.reference, t.memo,
                          t.metadata::json AS metadata) d)::text
          FROM transfer t
         WHERE t.merchant_id = p_merchant AND t.id = n.resource_id AND n.type = 'transfer.created'
     ) about;
    GET DIAGNOSTICS ordered = ROW_COUNT;

    DELETE FROM new_event n
     USING event e
     WHERE e.merchant_id = p_merchant AND e.position BETWEEN last + 1 AND last + ordered
       AND n.merchant_id = p_merchant AND n.made_at = e.created_at AND n.id = e.operation_id;
    GET DIAGNOSTICS commits = ROW_COUNT;
    UPDATE event_stream SET last_position = last + ordered WHERE merchant_id = p_merchant;
    RETURN commits = p_most;
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
    made_from timestamptz := now() - p_kept * interval '1 second';
    kept_from uuid := event_id(made_from, '00000000-0000-0000-0000-000000000000');
    unread integer;
    events integer;
    deliveries integer;
BEGIN
    -- What another instance is busy with at this moment is skipped and not waited for.
    DELETE FROM new_event n
     USING (SELECT made_at, id FROM new_event
             WHERE merchant_id = p_merchant AND made_at < made_from
             ORDER BY made_at, id
             LIMIT p_most
               FOR UPDATE SKIP LOCKED) due
     WHERE n.merchant_id = p_merchant AND n.made_at = due.made_at AND n.id = due.id;
    GET DIAGNOSTICS unread = ROW_COUNT;

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
    RETURN greatest(unread, events, deliveries);
END
$$;
