-- The rules of payments: one transaction before the gateway is called, and one after. Rows are locked in the order key,
-- order, payment, captured, so that no two transactions wait for each other.

-- Claims keys and begins the payments of orders, which are PAYMENT_PENDING from now on: those of one merchant that came at
-- the same time, in one commit, an array for each argument and an outcome for each payment, in the same sequence. A payment's
-- id is the operation's. To be called in the order of the keys (claim_pending_together).
--   p_lease     seconds until another may take the work over
--   p_amounts   minor units of p_currencies
--   p_metadata  JSON objects; null where there is none
CREATE OR REPLACE FUNCTION begin_payments(
    p_merchant uuid, p_operation text, p_fingerprint_version smallint, p_lease double precision,
    p_keys text[], p_operation_ids uuid[], p_fingerprints bytea[], p_identities text[], p_request_ids text[],
    p_resources text[],
    p_orders uuid[], p_amounts bigint[], p_currencies text[], p_payment_methods text[], p_descriptions text[],
    p_metadata text[])
RETURNS SETOF outcome LANGUAGE plpgsql AS $$
DECLARE
    claims text[] := claim_pending_together(p_merchant, p_operation, p_fingerprint_version, p_lease,
        p_keys, p_operation_ids, p_fingerprints, p_identities, p_request_ids, p_resources);
    payable uuid[];
    begun uuid[];
BEGIN
    -- Payments of one order take turns here, and the second finds it no longer OPEN. Of two in one call one gets it.
    WITH taken AS (
        UPDATE orders o
           SET status = 'PAYMENT_PENDING'
          FROM unnest(p_keys, p_operation_ids, p_orders, p_amounts, p_currencies)
               AS a (key, operation_id, order_id, amount, currency)
         WHERE o.merchant_id = p_merchant AND o.id = a.order_id AND a.key = ANY (claims)
           AND o.status = 'OPEN' AND o.total = a.amount AND o.currency = a.currency
        RETURNING a.operation_id
    )
    SELECT array_agg(operation_id) INTO payable FROM taken;

    WITH begun AS (
        INSERT INTO payment (merchant_id, id, order_id, amount, currency, payment_method, description, metadata, created_at)
        SELECT p_merchant, a.id, a.order_id, a.amount, a.currency, a.payment_method, a.description, a.metadata, now()
          FROM unnest(p_operation_ids, p_orders, p_amounts, p_currencies, p_payment_methods, p_descriptions, p_metadata)
               AS a (id, order_id, amount, currency, payment_method, description, metadata)
         WHERE a.id = ANY (payable)
        ON CONFLICT (merchant_id, id) DO NOTHING
        RETURNING id
    )
    SELECT array_agg(id) INTO begun FROM begun;

    FOR i IN 1 .. cardinality(p_keys) LOOP
        IF p_operation_ids[i] = ANY (begun) THEN
            RETURN NEXT claimed(now(), NULL);
        ELSIF p_keys[i] = ANY (claims) THEN
            RETURN NEXT payment_not_begun(p_merchant, p_keys[i], p_operation_ids[i], p_orders[i],
                coalesce(p_operation_ids[i] = ANY (payable), false));
        ELSE
            RETURN NEXT standing(p_merchant, p_keys[i]);
        END IF;
    END LOOP;
END
$$;

-- Gives back the key of a payment that was not begun, and says why.
--   p_payable  whether the order could be paid, and waits for this payment now
CREATE OR REPLACE FUNCTION payment_not_begun(p_merchant uuid, p_key text, p_operation_id uuid, p_order uuid, p_payable boolean)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    o orders;
BEGIN
    IF p_payable THEN
        -- The id follows from the key: the key was used before, and has been forgotten since.
        UPDATE orders SET status = 'OPEN' WHERE merchant_id = p_merchant AND id = p_order;
        RETURN refuse(p_merchant, p_key, 'duplicate-operation',
            'This key began a payment before, longer ago than keys are kept.',
            json_build_object('resource', '/v1/payments/' || p_operation_id));
    END IF;
    SELECT * INTO o FROM orders WHERE merchant_id = p_merchant AND id = p_order;
    IF NOT FOUND THEN
        RETURN refuse(p_merchant, p_key, 'not-found', 'There is no such order.', NULL);
    ELSIF o.status = 'PAYMENT_PENDING' THEN
        RETURN refuse(p_merchant, p_key, 'payment-pending',
            'A payment of this order is undecided. Until it is decided, no other can begin.',
            json_build_object('resource', '/v1/orders/' || p_order));
    ELSIF o.status <> 'OPEN' THEN
        RETURN refuse(p_merchant, p_key, 'order-not-payable',
            format('Only an OPEN order can be paid; this one is %s.', o.status),
            json_build_object('resource', '/v1/orders/' || p_order));
    END IF;
    RETURN refuse(p_merchant, p_key, 'amount-mismatch',
        format('An order is paid in full: %s %s in minor units.', o.total, o.currency),
        json_build_object('resource', '/v1/orders/' || p_order));
END
$$;

-- Books that the gateway executed payments, and decides their keys: those of one merchant that are to be booked at the same
-- time, in one commit, an array for each argument and an outcome for each payment, in the same sequence.
--   p_kept   for how many seconds an answer is replayed
--   p_shard  which part of the merchant's takings they are added to
CREATE OR REPLACE FUNCTION book_payments(
    p_merchant uuid, p_kept double precision, p_keys text[], p_attempts integer[], p_statuses smallint[], p_bodies text[],
    p_operation_ids uuid[], p_request_ids text[], p_gateway_references text[], p_shard smallint)
RETURNS SETOF outcome LANGUAGE plpgsql AS $$
DECLARE
    keys text[];
    times timestamptz[];
    ids uuid[];
    orders_of uuid[];
    amounts bigint[];
    currencies text[];
    changed integer;
    found_at integer;
BEGIN
    SELECT array_agg(s.settled_key), array_agg(s.claimed_at)
      INTO keys, times
      FROM settle_together(p_merchant, p_kept, p_keys, p_attempts, p_statuses, p_bodies) s;

    IF keys IS NOT NULL THEN
        WITH captured_payment AS (
            UPDATE payment p
               SET status = 'SUCCEEDED', gateway_reference = a.gateway_reference
              FROM unnest(p_keys, p_operation_ids, p_gateway_references) AS a (key, id, gateway_reference)
             WHERE p.merchant_id = p_merchant AND p.id = a.id AND a.key = ANY (keys) AND p.status = 'PENDING'
            RETURNING p.id, p.order_id, p.amount, p.currency
        )
        SELECT array_agg(id), array_agg(order_id), array_agg(amount), array_agg(currency)
          INTO ids, orders_of, amounts, currencies
          FROM captured_payment;
        IF cardinality(ids) IS DISTINCT FROM cardinality(keys) THEN
            RAISE 'of the executed payments % only % are PENDING', p_operation_ids, ids;
        END IF;

        UPDATE orders
           SET status = 'PAID'
         WHERE merchant_id = p_merchant AND id = ANY (orders_of) AND status = 'PAYMENT_PENDING';
        GET DIAGNOSTICS changed = ROW_COUNT;
        IF changed <> cardinality(ids) THEN
            RAISE 'of the orders % of the executed payments % only % are PAYMENT_PENDING', orders_of, ids, changed;
        END IF;

        INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
        SELECT p_merchant, a.id, 'CAPTURE', a.amount, a.currency
          FROM unnest(ids, amounts, currencies) AS a (id, amount, currency);
        INSERT INTO captured AS c (merchant_id, currency, shard, amount)
        SELECT p_merchant, a.currency, p_shard, sum(a.amount)
          FROM unnest(amounts, currencies) AS a (amount, currency)
         GROUP BY a.currency
         ORDER BY a.currency
        ON CONFLICT (merchant_id, currency, shard) DO UPDATE SET amount = c.amount + excluded.amount;
        INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
        SELECT p_merchant, (array_agg(a.id))[1], 'payment.succeeded', array_agg(a.id), array_agg(a.id), array_agg(a.request_id)
          FROM unnest(p_keys, p_operation_ids, p_request_ids) AS a (key, id, request_id)
         WHERE a.key = ANY (keys);
    END IF;

    FOR i IN 1 .. cardinality(p_keys) LOOP
        found_at := array_position(keys, p_keys[i]);
        IF found_at IS NULL THEN
            RETURN NEXT standing(p_merchant, p_keys[i]);
        ELSE
            RETURN NEXT settled(times[found_at]);
        END IF;
    END LOOP;
END
$$;

-- Books that a payment will never be executed, which opens its order again, and decides its key.
CREATE OR REPLACE FUNCTION fail_payment(
    p_merchant uuid, p_claim claim, p_answer answer, p_payment uuid, p_failure_code text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    result outcome := settle(p_merchant, p_claim, p_answer);
    p payment;
BEGIN
    IF result.verdict <> 'SETTLED' THEN
        RETURN result;
    END IF;

    UPDATE payment
       SET status = 'FAILED', failure_code = p_failure_code
     WHERE merchant_id = p_merchant AND id = p_payment AND status = 'PENDING'
    RETURNING * INTO STRICT p;
    UPDATE orders
       SET status = 'OPEN'
     WHERE merchant_id = p_merchant AND id = p.order_id AND status = 'PAYMENT_PENDING';
    IF NOT FOUND THEN
        RAISE 'order % of the failed payment % is not PAYMENT_PENDING', p.order_id, p_payment;
    END IF;
    INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
    VALUES (p_merchant, result.operation_id, 'payment.failed', ARRAY[result.operation_id], ARRAY[p_payment],
        ARRAY[result.request_id]);

    RETURN result;
END
$$;
