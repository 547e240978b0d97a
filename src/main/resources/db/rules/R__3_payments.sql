-- The rules of payments: one transaction before the gateway is called, and one after. Rows are locked in the order key,
-- order, payment, captured, so that no two transactions wait for each other.

-- Claims the key and begins the payment of an order, which is PAYMENT_PENDING from now on. The payment's id is the
-- operation's.
--   p_lease       seconds until another may take the work over
--   p_amount      minor units of p_currency
--   p_metadata    a JSON object, or null
CREATE OR REPLACE FUNCTION begin_payment(
    p_merchant uuid, p_intent intent, p_lease double precision,
    p_order uuid, p_amount bigint, p_currency text, p_payment_method text, p_description text, p_metadata text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz := claim_pending(p_merchant, p_intent, p_lease);
BEGIN
    IF claimed_at IS NULL THEN
        RETURN standing(p_merchant, p_intent.key);
    END IF;

    -- Payments of one order take turns here, and the second finds it no longer OPEN.
    UPDATE orders
       SET status = 'PAYMENT_PENDING'
     WHERE merchant_id = p_merchant AND id = p_order
       AND status = 'OPEN' AND total = p_amount AND currency = p_currency;
    IF NOT FOUND THEN
        RETURN refuse_payment(p_merchant, p_intent, p_order);
    END IF;

    INSERT INTO payment (merchant_id, id, order_id, amount, currency, payment_method, description, metadata, created_at)
    VALUES (p_merchant, p_intent.operation_id, p_order, p_amount, p_currency, p_payment_method, p_description, p_metadata,
        claimed_at)
    ON CONFLICT (merchant_id, id) DO NOTHING;
    IF NOT FOUND THEN
        -- The id follows from the key: the key was used before, and has been forgotten since.
        UPDATE orders SET status = 'OPEN' WHERE merchant_id = p_merchant AND id = p_order;
        RETURN refuse(p_merchant, p_intent.key, 'duplicate-operation',
            'This key began a payment before, longer ago than keys are kept.',
            json_build_object('resource', '/v1/payments/' || p_intent.operation_id));
    END IF;

    RETURN claimed(claimed_at, NULL);
END
$$;

-- Says why an order cannot be paid like that.
CREATE OR REPLACE FUNCTION refuse_payment(p_merchant uuid, p_intent intent, p_order uuid)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    o orders;
BEGIN
    SELECT * INTO o FROM orders WHERE merchant_id = p_merchant AND id = p_order;
    IF NOT FOUND THEN
        RETURN refuse(p_merchant, p_intent.key, 'not-found', 'There is no such order.', NULL);
    ELSIF o.status = 'PAYMENT_PENDING' THEN
        RETURN refuse(p_merchant, p_intent.key, 'payment-pending',
            'A payment of this order is undecided. Until it is decided, no other can begin.',
            json_build_object('resource', '/v1/orders/' || p_order));
    ELSIF o.status <> 'OPEN' THEN
        RETURN refuse(p_merchant, p_intent.key, 'order-not-payable',
            format('Only an OPEN order can be paid; this one is %s.', o.status),
            json_build_object('resource', '/v1/orders/' || p_order));
    END IF;
    RETURN refuse(p_merchant, p_intent.key, 'amount-mismatch',
        format('An order is paid in full: %s %s in minor units.', o.total, o.currency),
        json_build_object('resource', '/v1/orders/' || p_order));
END
$$;

-- Books that the gateway executed a payment, and decides its key.
--   p_shard   which part of the merchant's takings it is added to
CREATE OR REPLACE FUNCTION book_payment(
    p_merchant uuid, p_claim claim, p_answer answer, p_payment uuid, p_gateway_reference text, p_shard smallint)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    result outcome := settle(p_merchant, p_claim, p_answer);
    p payment;
BEGIN
    IF result.verdict <> 'SETTLED' THEN
        RETURN result;
    END IF;

    UPDATE payment
       SET status = 'SUCCEEDED', gateway_reference = p_gateway_reference
     WHERE merchant_id = p_merchant AND id = p_payment AND status = 'PENDING'
    RETURNING * INTO STRICT p;
    UPDATE orders
       SET status = 'PAID'
     WHERE merchant_id = p_merchant AND id = p.order_id AND status = 'PAYMENT_PENDING';
    IF NOT FOUND THEN
        RAISE 'order % of the executed payment % is not PAYMENT_PENDING', p.order_id, p_payment;
    END IF;
    INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
    VALUES (p_merchant, p_payment, 'CAPTURE', p.amount, p.currency);
    INSERT INTO captured AS c (merchant_id, currency, shard, amount)
    VALUES (p_merchant, p.currency, p_shard, p.amount)
    ON CONFLICT (merchant_id, currency, shard) DO UPDATE SET amount = c.amount + excluded.amount;
    INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
    VALUES (p_merchant, result.operation_id, 'payment.succeeded', ARRAY[result.operation_id], ARRAY[p_payment],
        ARRAY[result.request_id]);

    RETURN result;
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
