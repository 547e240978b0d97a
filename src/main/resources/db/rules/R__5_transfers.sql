-- The rule of transfers.

-- Pays a recipient out of the merchant's balance.
--   p_answer     201, the transfer without its createdAt
--   p_amount     minor units of p_currency
--   p_reference  the merchant's own number of the transfer, or null
--   p_metadata   a JSON object, or null
CREATE OR REPLACE FUNCTION make_transfer(
    p_merchant uuid, p_intent intent, p_answer answer,
    p_recipient text, p_amount bigint, p_currency text, p_reference text, p_memo text, p_metadata text)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz := claim_decided(p_merchant, p_intent, p_answer);
    earlier uuid;
    available bigint;
BEGIN
    IF claimed_at IS NULL THEN
        RETURN standing(p_merchant, p_intent.key);
    END IF;

    INSERT INTO transfer (merchant_id, id, recipient, amount, currency, reference, memo, metadata, created_at)
    VALUES (p_merchant, p_intent.operation_id, p_recipient, p_amount, p_currency, p_reference, p_memo, p_metadata, claimed_at)
    ON CONFLICT (merchant_id, reference) DO NOTHING;
    IF NOT FOUND THEN
        SELECT id INTO STRICT earlier FROM transfer WHERE merchant_id = p_merchant AND reference = p_reference;
        RETURN refuse(p_merchant, p_intent.key, 'duplicate-operation',
            'This reference belongs to a transfer that was made under another key.',
            json_build_object('resource', '/v1/transfers/' || earlier));
    END IF;

    available := spend(p_merchant, p_currency, 0, p_amount);
    IF available IS NOT NULL THEN
        DELETE FROM transfer WHERE merchant_id = p_merchant AND id = p_intent.operation_id;
        RETURN refuse(p_merchant, p_intent.key, 'insufficient-balance',
            format('The available balance is %s %s in minor units.', available, p_currency), NULL);
    END IF;
    INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
    VALUES (p_merchant, p_intent.operation_id, 'TRANSFER', p_amount, p_currency);
    INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
    VALUES (p_merchant, p_intent.operation_id, 'transfer.created', ARRAY[p_intent.operation_id],
        ARRAY[p_intent.operation_id], ARRAY[p_intent.request_id]);

    RETURN claimed(claimed_at, NULL);
END
$$;
