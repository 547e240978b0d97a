-- Orders, payments, refunds, transfers and the books. The functions in db/rules decide; the constraints here decide finally.

-- A rule about one column is a domain, a rule about a row is a function: PostgreSQL reads a constraint's text anew for each
-- statement that writes to the table, a domain and a function's body once in each session.
CREATE DOMAIN amount AS bigint CHECK (VALUE BETWEEN 1 AND 999999999999); -- minor units
CREATE DOMAIN currency_code AS text CHECK (VALUE ~ '^[A-Z]{3}$');

-- State and money agree, whatever the code believes.
CREATE FUNCTION order_is_consistent(status text, total bigint, amount_refunded bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE amount_refunded
        WHEN 0 THEN status IN ('OPEN', 'PAYMENT_PENDING', 'CANCELLED', 'PAID')
        WHEN total THEN status = 'REFUNDED'
        ELSE status = 'PARTIALLY_REFUNDED' AND amount_refunded BETWEEN 1 AND total
    END;
END
$$;

-- An order is written once; afterwards only its state and the refunded amount move.
CREATE TABLE orders (
    merchant_id     uuid          NOT NULL,
    id              uuid          NOT NULL,
    status          text          NOT NULL DEFAULT 'OPEN',
    customer        text          NOT NULL,
    currency        currency_code NOT NULL,
    total           amount        NOT NULL,
    amount_refunded bigint        NOT NULL DEFAULT 0,
    items           text          NOT NULL,
    reference       text,
    note            text,
    metadata        text,
    created_at      timestamptz   NOT NULL,
    CONSTRAINT orders_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT orders_states CHECK (order_is_consistent(status, total, amount_refunded))
);
-- The natural reference outlives every key: one order a reference, for ever. Orders without one are not in here.
CREATE UNIQUE INDEX orders_reference ON orders (merchant_id, reference) WHERE reference IS NOT NULL;
-- By these a list of one status is found: in the end nearly all orders are PAID, and the others are few among very many.
CREATE INDEX orders_unpaid ON orders (merchant_id, status, id) WHERE status IN ('OPEN', 'CANCELLED');
CREATE INDEX orders_refunded ON orders (merchant_id, id) WHERE amount_refunded > 0;

-- reserved counts pending refunds, refunded only the executed ones; neither can exceed what was captured.
CREATE FUNCTION payment_is_consistent(status text, gateway_reference text, failure_code text, amount bigint,
    reserved bigint, refunded bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF NOT (0 <= refunded AND refunded <= reserved AND reserved <= amount) THEN
        RETURN false;
    END IF;
    RETURN CASE status
        WHEN 'PENDING' THEN gateway_reference IS NULL AND failure_code IS NULL AND reserved = 0
        WHEN 'SUCCEEDED' THEN gateway_reference IS NOT NULL AND failure_code IS NULL
        WHEN 'FAILED' THEN gateway_reference IS NULL AND failure_code IS NOT NULL AND reserved = 0
        ELSE false
    END;
END
$$;

CREATE TABLE payment (
    merchant_id       uuid          NOT NULL,
    id                uuid          NOT NULL,
    order_id          uuid          NOT NULL,
    status            text          NOT NULL DEFAULT 'PENDING',
    amount            amount        NOT NULL,
    currency          currency_code NOT NULL,
    payment_method    text          NOT NULL,
    amount_reserved   bigint        NOT NULL DEFAULT 0,
    amount_refunded   bigint        NOT NULL DEFAULT 0,
    failure_code      text,
    gateway_reference text,
    description       text,
    metadata          text,
    created_at        timestamptz   NOT NULL,
    CONSTRAINT payment_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT payment_order FOREIGN KEY (merchant_id, order_id) REFERENCES orders (merchant_id, id),
    CONSTRAINT payment_states CHECK (payment_is_consistent(
        status, gateway_reference, failure_code, amount, amount_reserved, amount_refunded))
);
-- At most one payment of an order is undecided or succeeded: the last guard against charging twice.
CREATE UNIQUE INDEX payment_one_per_order ON payment (merchant_id, order_id) WHERE status IN ('PENDING', 'SUCCEEDED');
-- By these the orders are found that wait for their payment.
CREATE INDEX payment_undecided ON payment (merchant_id, order_id) WHERE status = 'PENDING';
-- The ids of payments and refunds do not rise with time: their lists, newest first, go by the time itself.
CREATE INDEX payment_by_order ON payment (merchant_id, order_id, created_at, id);

CREATE FUNCTION refund_is_consistent(kind text, status text, gateway_reference text, failure_code text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN kind IN ('FULL', 'PARTIAL') AND CASE status
        WHEN 'PENDING' THEN gateway_reference IS NULL AND failure_code IS NULL
        WHEN 'SUCCEEDED' THEN gateway_reference IS NOT NULL AND failure_code IS NULL
        WHEN 'FAILED' THEN gateway_reference IS NULL AND failure_code IS NOT NULL
        ELSE false
    END;
END
$$;

CREATE TABLE refund (
    merchant_id       uuid          NOT NULL,
    id                uuid          NOT NULL,
    payment_id        uuid          NOT NULL,
    order_id          uuid          NOT NULL,
    kind              text          NOT NULL,
    status            text          NOT NULL DEFAULT 'PENDING',
    amount            amount        NOT NULL,
    currency          currency_code NOT NULL,
    reference         text,
    failure_code      text,
    gateway_reference text,
    reason            text,
    metadata          text,
    created_at        timestamptz   NOT NULL,
    CONSTRAINT refund_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT refund_payment FOREIGN KEY (merchant_id, payment_id) REFERENCES payment (merchant_id, id),
    CONSTRAINT refund_states CHECK (refund_is_consistent(kind, status, gateway_reference, failure_code))
);
-- One refund a reference, unless it failed: what had no effect takes no reference.
CREATE UNIQUE INDEX refund_reference ON refund (merchant_id, payment_id, reference)
    WHERE status <> 'FAILED' AND reference IS NOT NULL;
CREATE INDEX refund_by_payment ON refund (merchant_id, payment_id, created_at, id);

CREATE TABLE transfer (
    merchant_id uuid          NOT NULL,
    id          uuid          NOT NULL,
    recipient   text          NOT NULL,
    amount      amount        NOT NULL,
    currency    currency_code NOT NULL,
    reference   text,
    memo        text,
    metadata    text,
    created_at  timestamptz   NOT NULL,
    CONSTRAINT transfer_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT transfer_reference UNIQUE (merchant_id, reference)
);

-- What a merchant took in, split over shards: a counter that every payment raises must not be one row that every
-- payment waits for. It only ever grows, so a reader who misses the newest captures errs on the safe side.
CREATE TABLE captured (
    merchant_id uuid          NOT NULL,
    currency    currency_code NOT NULL,
    shard       smallint      NOT NULL,
    amount      bigint        NOT NULL,
    CONSTRAINT captured_pk PRIMARY KEY (merchant_id, currency, shard),
    CONSTRAINT captured_something CHECK (amount > 0)
) WITH (fillfactor = 50);

-- The sums of an account. covered is the sum of captured as last seen under the row's lock; that spending never exceeds it
-- is what makes an overdraft impossible rather than unlikely.
CREATE FUNCTION account_is_covered(covered bigint, refunded bigint, transferred bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN refunded >= 0 AND transferred >= 0 AND refunded + transferred <= covered;
END
$$;

-- What a merchant gave out: one row, since spending has to take turns. refunded counts pending refunds, too: their money is
-- spoken for.
CREATE TABLE account (
    merchant_id uuid          NOT NULL,
    currency    currency_code NOT NULL,
    covered     bigint        NOT NULL,
    refunded    bigint        NOT NULL,
    transferred bigint        NOT NULL,
    CONSTRAINT account_pk PRIMARY KEY (merchant_id, currency),
    CONSTRAINT account_never_below_zero CHECK (account_is_covered(covered, refunded, transferred))
) WITH (fillfactor = 50);

-- The journal: every movement of money once, under the id of the payment, refund or transfer that it belongs to.
-- The primary key is the last guard against booking an effect twice.
CREATE DOMAIN ledger_entry_kind AS text CHECK (VALUE IN ('CAPTURE', 'REFUND', 'TRANSFER'));
CREATE TABLE ledger_entry (
    merchant_id uuid              NOT NULL,
    id          uuid              NOT NULL,
    kind        ledger_entry_kind NOT NULL,
    amount      amount            NOT NULL,
    currency    currency_code     NOT NULL,
    booked_at   timestamptz       NOT NULL DEFAULT now(),
    CONSTRAINT ledger_entry_pk PRIMARY KEY (merchant_id, id)
);
