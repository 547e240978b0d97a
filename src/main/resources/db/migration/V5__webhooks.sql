-- Where a merchant wants to be told of events, and what became of telling. The rules stand in db/rules/R__7_webhooks.sql.

CREATE TABLE webhook_endpoint (
    merchant_id uuid        NOT NULL,
    id          uuid        NOT NULL, -- never shown: an endpoint that is made anew under its name is another one
    name        text        NOT NULL,
    url         text        NOT NULL,
    types       text[],               -- null: all, those of later releases included
    status      text        NOT NULL CHECK (status IN ('ENABLED', 'DISABLED')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    -- Events up to this position have got their deliveries. While DISABLED it stands still, so nothing is lost meanwhile.
    position    bigint      NOT NULL,
    -- Above it, only what was made since then is told: an endpoint begins with what happens after it.
    since       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT webhook_endpoint_pk PRIMARY KEY (merchant_id, id),
    CONSTRAINT webhook_endpoint_name UNIQUE (merchant_id, name)
);

-- What deliveries are signed with: the one in use, and those that were replaced less than a day ago. They are kept as they
-- are, since a signature needs them so.
CREATE TABLE webhook_secret (
    merchant_id uuid        NOT NULL,
    endpoint_id uuid        NOT NULL,
    secret      text        NOT NULL,
    retired_at  timestamptz,
    CONSTRAINT webhook_secret_pk PRIMARY KEY (merchant_id, endpoint_id, secret),
    CONSTRAINT webhook_secret_endpoint FOREIGN KEY (merchant_id, endpoint_id)
        REFERENCES webhook_endpoint (merchant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX webhook_secret_in_use ON webhook_secret (merchant_id, endpoint_id) WHERE retired_at IS NULL;

-- One event for one endpoint. It goes with its event, not with its endpoint, whose deletion should not take long.
CREATE TABLE webhook_delivery (
    merchant_id     uuid        NOT NULL,
    event_id        uuid        NOT NULL,
    endpoint_id     uuid        NOT NULL,
    status          text        NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELIVERED', 'DEAD')),
    -- When it was begun, and begun anew: from then on it is tried for three days.
    created_at      timestamptz NOT NULL DEFAULT now(),
    attempts        integer     NOT NULL DEFAULT 0,
    -- The fencing token: whoever takes it for an attempt raises it, and writes the outcome only if nobody has since.
    turn            integer     NOT NULL DEFAULT 0,
    -- While PENDING: when it may be taken; for whoever has taken it, until when it is nobody else's.
    due_at          timestamptz DEFAULT now(),
    attempted_at    timestamptz,
    response_status smallint,   -- of the last attempt, if it was answered
    failure         text,       -- of the last attempt
    CONSTRAINT webhook_delivery_pk PRIMARY KEY (merchant_id, event_id, endpoint_id),
    CONSTRAINT webhook_delivery_due_while_pending CHECK ((status = 'PENDING') = (due_at IS NOT NULL))
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (merchant_id, endpoint_id, due_at) WHERE status = 'PENDING';
-- For the lists: of all, and of the few that did not get through.
CREATE INDEX webhook_delivery_by_endpoint ON webhook_delivery (merchant_id, endpoint_id, event_id);
CREATE INDEX webhook_delivery_undelivered ON webhook_delivery (merchant_id, endpoint_id, status, event_id)
    WHERE status <> 'DELIVERED';
