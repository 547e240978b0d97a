-- The rules are functions that every instance calls by name, and while a release rolls out instances of two releases call
-- them. So a function whose arguments or meaning change is written under its new signature beside the old one, and the old
-- one is dropped, by a migration, a release later: when no instance is left that calls it. No argument has a default, or a
-- call could mean either. What the last release calls is listed in src/test/resources/db/functions.txt, and a test fails
-- where one of it is missing.

-- Takes an amount out of a merchant's balance: as refunded, as transferred. Returns null if it is covered, else what is
-- available; then nothing has changed. All amounts in minor units.
--
-- Spending takes turns on the account's row; takings do not, so the sum of them may be a little behind, but never ahead:
-- what is refused in error finds the money at its next look.
CREATE OR REPLACE FUNCTION spend(p_merchant uuid, p_currency text, p_refunded bigint, p_transferred bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint := p_refunded + p_transferred;
    taken_in bigint;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO taken_in
      FROM captured
     WHERE merchant_id = p_merchant AND currency = p_currency;
    IF taken_in >= wanted THEN
        INSERT INTO account AS a (merchant_id, currency, covered, refunded, transferred)
        VALUES (p_merchant, p_currency, taken_in, p_refunded, p_transferred)
        ON CONFLICT (merchant_id, currency) DO UPDATE
           -- Of two sums the larger is the newer one, since takings only grow.
           SET covered = greatest(a.covered, excluded.covered),
               refunded = a.refunded + excluded.refunded,
               transferred = a.transferred + excluded.transferred
         WHERE a.merchant_id = p_merchant AND a.refunded + a.transferred + wanted <= greatest(a.covered, excluded.covered);
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    RETURN taken_in - coalesce((SELECT a.refunded + a.transferred
                                  FROM account a
                                 WHERE a.merchant_id = p_merchant AND a.currency = p_currency), 0);
END
$$;
