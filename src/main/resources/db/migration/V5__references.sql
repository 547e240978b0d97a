-- A reference is taken by what happened: a refund that failed had no effect, and another one may have its reference.
ALTER TABLE refund DROP CONSTRAINT refund_reference;
CREATE UNIQUE INDEX refund_reference ON refund (merchant_id, payment_id, reference)
    WHERE status <> 'FAILED' AND reference IS NOT NULL;

-- The ids of payments and refunds do not rise with time: their lists, newest first, go by the time itself.
DROP INDEX payment_by_order;
CREATE INDEX payment_by_order ON payment (merchant_id, order_id, created_at, id);
DROP INDEX refund_by_payment;
CREATE INDEX refund_by_payment ON refund (merchant_id, payment_id, created_at, id);
