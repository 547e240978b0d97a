-- The rules of refunds: one transaction before the gateway is called, and one after. Rows are locked in the order key,
-- payment, refund, order, account, so that no two transactions wait for each other.

-- Claims the key and begins a refund. Amount and balance are reserved before the gateway is asked, so that nothing else can
-- be promised the same money meanwhile. CLAIMED has the members orderId, amount and currency.
--   p_lease      seconds until another may take the work over
--   p_kind       FULL: what remains; PARTIAL: p_amount
--   p_amount     minor units of the payment's currency; null for FULL
--   p_reference  the merchant's own number of the refund, or null
--   p_metadata   a JSON object, or null
CREATE OR REPLACE FUNCTION begin_refund(
    p_merchant uuid, p_intent intent, p_lease double precision,
    p_payment uuid, p_kind text, p_amount bigint, p_reference text, p_reason text, p_metadata text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz := claim_pending(p_merchant, p_intent, p_lease);
    p payment;
    earlier uuid;
    remaining bigint;
    wanted bigint;
    available bigint;
BEGIN
    IF claimed_at IS NULL THEN
        RETURN standing(p_merchant, p_intent.key);
    END IF;

    -- Refunds of one payment take turns here, and each sees what the others left.
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant AND id = p_payment FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refuse(p_merchant, p_intent.key, 'not-found', 'There is no such payment.', NULL);
    END IF;

    -- First of all: a repetition under another key is a duplicate, whatever remains by now. The id follows from the key: a
    -- refund that has it was begun under this key, which has been forgotten since.
    SELECT id INTO earlier
      FROM refund
     WHERE merchant_id = p_merchant AND payment_id = p_payment AND reference = p_reference AND status <> 'FAILED'
     UNION ALL
    SELECT id FROM refund WHERE merchant_id = p_merchant AND id = p_intent.operation_id
     LIMIT 1;
    IF FOUND THEN
        RETURN refuse(p_merchant, p_intent.key, 'duplicate-operation',
            CASE WHEN earlier = p_intent.operation_id
                THEN 'This key began a refund before, longer ago than keys are kept.'
                ELSE 'This reference belongs to a refund of this payment that was begun under another key.' END,
            json_build_object('resource', '/v1/refunds/' || earlier));
    END IF;

    remaining := p.amount - p.amount_reserved;
    wanted := CASE p_kind WHEN 'FULL' THEN remaining ELSE p_amount END;
    IF p.status <> 'SUCCEEDED' THEN
        RETURN refuse(p_merchant, p_intent.key, 'payment-not-refundable',
            format('Only a SUCCEEDED payment can be refunded; this one is %s.', p.status),
            json_build_object('resource', '/v1/payments/' || p_payment));
    ELSIF wanted = 0 THEN
        RETURN refuse(p_merchant, p_intent.key, 'payment-not-refundable', 'Nothing of this payment remains to be refunded.',
            json_build_object('resource', '/v1/payments/' || p_payment));
    ELSIF wanted > remaining THEN
        RETURN refuse(p_merchant, p_intent.key, 'refund-exceeds-remaining',
            'Refunds, pending ones included, cannot give back more than was captured.',
            json_build_object('remaining', remaining, 'resource', '/v1/payments/' || p_payment));
    END IF;
    available := spend(p_merchant, p.currency, wanted, 0);
    IF available IS NOT NULL THEN
        RETURN refuse(p_merchant, p_intent.key, 'insufficient-balance',
            format('The available balance is %s %s in minor units.', available, p.currency),
            json_build_object('resource', '/v1/payments/' || p_payment));
    END IF;

    UPDATE payment SET amount_reserved = amount_reserved + wanted WHERE merchant_id = p_merchant AND id = p_payment;
    INSERT INTO refund (merchant_id, id, payment_id, order_id, kind, amount, currency, reference, reason, metadata, created_at)
    VALUES (p_merchant, p_intent.operation_id, p_payment, p.order_id, p_kind, wanted, p.currency, p_reference, p_reason,
        p_metadata, claimed_at);

    RETURN claimed(claimed_at, json_build_object('orderId', p.order_id, 'amount', wanted, 'currency', p.currency));
END
$$;

-- Books that the gateway executed a refund, and decides its key.
CREATE OR REPLACE FUNCTION book_refund(
    p_merchant uuid, p_claim claim, p_answer answer, p_refund uuid, p_gateway_reference text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    result outcome := settle(p_merchant, p_claim, p_answer);
    r refund;
BEGIN
    IF result.verdict <> 'SETTLED' THEN
        RETURN result;
    END IF;

    SELECT * INTO STRICT r FROM refund WHERE merchant_id = p_merchant AND id = p_refund;
    UPDATE payment
       SET amount_refunded = amount_refunded + r.amount
     WHERE merchant_id = p_merchant AND id = r.payment_id;
    UPDATE refund
       SET status = 'SUCCEEDED', gateway_reference = p_gateway_reference
     WHERE merchant_id = p_merchant AND id = p_refund AND status = 'PENDING';
    IF NOT FOUND THEN
        RAISE 'the executed refund % is not PENDING', p_refund;
    END IF;
    UPDATE orders
       SET amount_refunded = amount_refunded + r.amount,
           status = CASE WHEN amount_refunded + r.amount = total THEN 'REFUNDED' ELSE 'PARTIALLY_REFUNDED' END
     WHERE merchant_id = p_merchant AND id = r.order_id AND status IN ('PAID', 'PARTIALLY_REFUNDED');
    IF NOT FOUND THEN
        RAISE 'order % of the executed refund % was not paid', r.order_id, p_refund;
    END IF;
    INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
    VALUES (p_merchant, p_refund, 'REFUND', r.amount, r.currency);
    INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
    VALUES (p_merchant, result.operation_id, 'refund.succeeded', ARRAY[result.operation_id], ARRAY[p_refund],
        ARRAY[result.request_id]);

    RETURN result;
END
$$;

-- Books that a refund will never be executed, which frees what was reserved, and decides its key.
CREATE OR REPLACE FUNCTION fail_refund(
    p_merchant uuid, p_claim claim, p_answer answer, p_refund uuid, p_failure_code text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    result outcome := settle(p_merchant, p_claim, p_answer);
    r refund;
BEGIN
    IF result.verdict <> 'SETTLED' THEN
        RETURN result;
    END IF;

    SELECT * INTO STRICT r FROM refund WHERE merchant_id = p_merchant AND id = p_refund;
    UPDATE payment
       SET amount_reserved = amount_reserved - r.amount
     WHERE merchant_id = p_merchant AND id = r.payment_id;
    UPDATE refund
       SET status = 'FAILED', failure_code = p_failure_code
     WHERE merchant_id = p_merchant AND id = p_refund AND status = 'PENDING';
    IF NOT FOUND THEN
        RAISE 'the failed refund % is not PENDING', p_refund;
    END IF;
    UPDATE account
       SET refunded = refunded - r.amount
     WHERE merchant_id = p_merchant AND currency = r.currency;
    IF NOT FOUND THEN
        RAISE 'there is no account in % to return the failed refund % to', r.currency, p_refund;
    END IF;
    INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
    VALUES (p_merchant, result.operation_id, 'refund.failed', ARRAY[result.operation_id], ARRAY[p_refund],
        ARRAY[result.request_id]);

    RETURN result;
END
$$;
