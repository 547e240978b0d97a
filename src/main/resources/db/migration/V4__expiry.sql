-- What the reaper looks for, in the order in which it is due. What is undecided is not in here, so however much of it there
-- is, and however old, it neither stands in the way nor can be deleted by mistake.
CREATE INDEX idempotency_key_expiry ON idempotency_key (merchant_id, expires_at) WHERE status <> 'PENDING';
