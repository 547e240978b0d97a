-- Orders, payments, refunds, transfers and the books. The Java decides politely; the constraints here decide finally.

-- An order is written once; afterwards only its state and the refunded amount move.
CREATE TABLE orders (
    merchant_id     uuid        NOT NULL,
    id              uuid        NOT NULL,
    status          text        NOT NULL DEFAULT 'OPEN',
    customer        text        NOT NULL,
    currency        text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    total           bigint      NOT NULL CHECK (total BETWEEN 1 AND 999999999999),
    amount_refunded bigint      NOT NULL DEFAULT 0,
    items           text        NOT NULL,
    reference       text,
    note            text,
    metadata        text,
    created_at      timestamptz NOT NULL,
    CONSTRAINT orders_pk PRIMARY KEY (merchant_id, id),
    -- The natural reference outlives every key: one order a reference, for ever.
    CONSTRAINT orders_reference UNIQUE (merchant_id, reference),
    -- State and money agree, whatever the code believes.
    CONSTRAINT orders_states CHECK (
        CASE amount_refunded
            WHEN 0 THEN status IN ('OPEN', 'PAYMENT_PENDING', 'CANCELLED', 'PAID')
            WHEN total THEN status = 'REFUNDED'
            ELSE status = 'PARTIALLY_REFUNDED' AND amount_refunded BETWEEN 1 AND total
        END)
);

CREATE TABLE payment (
    merchant_id       uuid        NOT NULL,
    id                uuid        NOT NULL,
    order_id          uuid        NOT NULL,
    status            text        NOT NULL DEFAULT 'PENDING',
    amount            bigint      NOT NULL CHECK (amount BETWEEN 1 AND 999999999999),
    currency          text        NOT NULL,
    payment_method    text        NOT NULL,
    -- Reserved counts pending refunds, refunded only the executed ones; neither can exceed what was captured.
    amount_reserved   bigint      NOT NULL DEFAULT 0,
    amount_refunded   bigint      NOT NULL DEFAULT 0,
    failure_code      text,
    gateway_reference text,
    description       text,
    metadata          text,
    created_at        timestamptz NOT NULL,
    CONSTRAINT payment_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT payment_order FOREIGN KEY (merchant_id, order_id) REFERENCES orders (merchant_id, id),
    CONSTRAINT payment_refunds CHECK (0 <= amount_refunded AND amount_refunded <= amount_reserved AND amount_reserved <= amount),
    CONSTRAINT payment_states CHECK (
        CASE status
            WHEN 'PENDING' THEN gateway_reference IS NULL AND failure_code IS NULL AND amount_reserved = 0
            WHEN 'SUCCEEDED' THEN gateway_reference IS NOT NULL AND failure_code IS NULL
            WHEN 'FAILED' THEN gateway_reference IS NULL AND failure_code IS NOT NULL AND amount_reserved = 0
            ELSE false
        END)
);
-- At most one payment of an order is undecided or succeeded: the last guard against charging twice.
CREATE UNIQUE INDEX payment_one_per_order ON payment (merchant_id, order_id) WHERE status IN ('PENDING', 'SUCCEEDED');
CREATE INDEX payment_by_order ON payment (merchant_id, order_id, id);

CREATE TABLE refund (
    merchant_id       uuid        NOT NULL,
    id                uuid        NOT NULL,
    payment_id        uuid        NOT NULL,
    order_id          uuid        NOT NULL,
    kind              text        NOT NULL CHECK (kind IN ('FULL', 'PARTIAL')),
    status            text        NOT NULL DEFAULT 'PENDING',
    amount            bigint      NOT NULL CHECK (amount BETWEEN 1 AND 999999999999),
    currency          text        NOT NULL,
    reference         text,
    failure_code      text,
    gateway_reference text,
    reason            text,
    metadata          text,
    created_at        timestamptz NOT NULL,
    CONSTRAINT refund_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT refund_reference UNIQUE (merchant_id, payment_id, reference),
    CONSTRAINT refund_payment FOREIGN KEY (merchant_id, payment_id) REFERENCES payment (merchant_id, id),
    CONSTRAINT refund_states CHECK (
        CASE status
            WHEN 'PENDING' THEN gateway_reference IS NULL AND failure_code IS NULL
            WHEN 'SUCCEEDED' THEN gateway_reference IS NOT NULL AND failure_code IS NULL
            WHEN 'FAILED' THEN gateway_reference IS NULL AND failure_code IS NOT NULL
            ELSE false
        END)
);
CREATE INDEX refund_by_payment ON refund (merchant_id, payment_id, id);

CREATE TABLE transfer (
    merchant_id uuid        NOT NULL,
    id          uuid        NOT NULL,
    recipient   text        NOT NULL,
    amount      bigint      NOT NULL CHECK (amount BETWEEN 1 AND 999999999999),
    currency    text        NOT NULL,
    reference   text,
    memo        text,
    metadata    text,
    created_at  timestamptz NOT NULL,
    CONSTRAINT transfer_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT transfer_reference UNIQUE (merchant_id, reference)
);

-- What a merchant took in, split over shards: a counter that every payment raises must not be one row that every
-- payment waits for. It only ever grows, so a reader who misses the newest captures errs on the safe side.
CREATE TABLE captured (
    merchant_id uuid     NOT NULL,
    currency    text     NOT NULL,
    shard       smallint NOT NULL,
    amount      bigint   NOT NULL CHECK (amount > 0),
    CONSTRAINT captured_pk PRIMARY KEY (merchant_id, currency, shard)
) WITH (fillfactor = 50);

-- What a merchant gave out: one row, since spending has to take turns. covered is the sum of captured as last seen
-- under this row's lock; the check is what makes an overdraft impossible rather than unlikely.
-- refunded counts pending refunds, too: their money is spoken for.
CREATE TABLE account (
    merchant_id uuid   NOT NULL,
    currency    text   NOT NULL,
    covered     bigint NOT NULL,
    refunded    bigint NOT NULL CHECK (refunded >= 0),
    transferred bigint NOT NULL CHECK (transferred >= 0),
    CONSTRAINT account_pk PRIMARY KEY (merchant_id, currency),
    CONSTRAINT account_never_below_zero CHECK (refunded + transferred <= covered)
) WITH (fillfactor = 50);

-- The journal: every movement of money once, under the id of the payment, refund or transfer that it belongs to.
-- The primary key is the last guard against booking an effect twice.
CREATE TABLE ledger_entry (
    merchant_id uuid        NOT NULL,
    id          uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('CAPTURE', 'REFUND', 'TRANSFER')),
    amount      bigint      NOT NULL CHECK (amount > 0),
    currency    text        NOT NULL,
    booked_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ledger_entry_pk PRIMARY KEY (merchant_id, id)
);
