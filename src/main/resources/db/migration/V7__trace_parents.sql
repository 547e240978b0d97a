-- Where the request was traced that began an operation, as a W3C traceparent, for links to it. Null unless its trace was
-- recorded (dev.payonce.trace); no function reads or writes it.
ALTER TABLE idempotency_key ADD COLUMN trace_parent text;
