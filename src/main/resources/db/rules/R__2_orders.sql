-- The rules of orders. A cancellation has none here: it is a transaction of plain statements (OrderService.cancel).

-- Places a merchant's orders that came at the same time, in one commit: an array for each argument, an element for each
-- order; an outcome for each order, in the same sequence. To be called in the order of the keys, so that of two groups
-- with the same keys one waits for the other, and not both. The ids of operations that are new are new, too.
--   p_bodies      the answers of status 201: the orders without their createdAt
--   p_kept        for how many seconds an answer is replayed
--   p_totals      the sums over the items, in minor units of p_currencies
--   p_items       JSON arrays
--   p_references  the merchant's own numbers of the orders; null where there is none
--   p_metadata    JSON objects; null where there is none
CREATE OR REPLACE FUNCTION place_orders(
    p_merchant uuid, p_operation text, p_fingerprint_version smallint, p_kept double precision,
    p_keys text[], p_operation_ids uuid[], p_fingerprints bytea[], p_identities text[], p_request_ids text[],
    p_resources text[], p_bodies text[],
    p_customers text[], p_currencies text[], p_totals bigint[], p_items text[], p_references text[], p_notes text[],
    p_metadata text[])
RETURNS SETOF outcome LANGUAGE plpgsql AS $$
DECLARE
    asked integer := cardinality(p_keys);
    claims integer;
    placed integer;
    result outcome;
BEGIN
    INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
        request_id, resource, status, response_status, response_body, completed_at, expires_at)
    SELECT p_merchant, a.key, a.operation_id, p_operation, p_fingerprint_version, a.fingerprint, a.identity,
           a.request_id, a.resource, 'SUCCEEDED', 201, a.body, now(), now() + p_kept * interval '1 second'
      FROM unnest(p_keys, p_operation_ids, p_fingerprints, p_identities, p_request_ids, p_resources, p_bodies)
           AS a (key, operation_id, fingerprint, identity, request_id, resource, body)
    ON CONFLICT (merchant_id, key) DO NOTHING;
    GET DIAGNOSTICS claims = ROW_COUNT;

    -- Nothing is new: most often one retry, which asks no more than what stands.
    IF claims = 0 THEN
        FOR i IN 1 .. asked LOOP
            RETURN NEXT standing(p_merchant, p_keys[i]);
        END LOOP;
        RETURN;
    END IF;

    INSERT INTO orders (merchant_id, id, customer, currency, total, items, reference, note, metadata, created_at)
    SELECT p_merchant, a.id, a.customer, a.currency, a.total, a.items, a.reference, a.note, a.metadata, now()
      FROM unnest(p_operation_ids, p_customers, p_currencies, p_totals, p_items, p_references, p_notes, p_metadata)
           AS a (id, customer, currency, total, items, reference, note, metadata)
     WHERE claims = asked
        OR EXISTS (SELECT FROM idempotency_key k WHERE k.merchant_id = p_merchant AND k.operation_id = a.id)
    ON CONFLICT (merchant_id, reference) WHERE reference IS NOT NULL DO NOTHING;
    GET DIAGNOSTICS placed = ROW_COUNT;

    IF placed = asked THEN
        INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
        VALUES (p_merchant, p_operation_ids[1], 'order.created', p_operation_ids, p_operation_ids, p_request_ids);
    ELSIF placed > 0 THEN
        INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
        SELECT p_merchant, (array_agg(o.id))[1], 'order.created', array_agg(o.id), array_agg(o.id), array_agg(a.request_id)
          FROM unnest(p_operation_ids, p_request_ids) AS a (id, request_id), orders o
         WHERE o.merchant_id = p_merchant AND o.id = a.id;
    END IF;

    FOR i IN 1 .. asked LOOP
        IF placed < asked THEN
            result := order_not_placed(p_merchant, p_keys[i], p_operation_ids[i], p_references[i]);
        END IF;
        IF placed = asked OR result IS NULL THEN
            result := claimed(now(), NULL);
        END IF;
        RETURN NEXT result;
    END LOOP;
END
$$;

-- Why an order was not placed: its key stands, or its reference is taken. Null if it was.
CREATE OR REPLACE FUNCTION order_not_placed(p_merchant uuid, p_key text, p_operation_id uuid, p_reference text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    earlier uuid;
BEGIN
    IF EXISTS (SELECT FROM orders WHERE merchant_id = p_merchant AND id = p_operation_id) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM idempotency_key WHERE merchant_id = p_merchant AND operation_id = p_operation_id) THEN
        RETURN standing(p_merchant, p_key);
    END IF;
    SELECT id INTO STRICT earlier FROM orders WHERE merchant_id = p_merchant AND reference = p_reference;
    RETURN refuse(p_merchant, p_key, 'duplicate-operation',
        'This reference belongs to an order that was placed under another key.',
        json_build_object('resource', '/v1/orders/' || earlier));
END
$$;
