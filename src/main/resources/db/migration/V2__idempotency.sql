-- The idempotency keys: one table, and one function for each thing that can happen to a key. Nothing here knows what an
-- operation does, so this file can be copied into another service together with the package dev.payonce.idempotency.
--
-- merchant_id is the tenant. It comes first in every key, index and condition, so that the table can be distributed by it.
-- A service without tenants uses one constant.
--
-- The functions run in READ COMMITTED, where each of their statements sees what was committed before it began. So a request
-- that loses the race for a key reads the winner's row in the same call. All times are those of this database's clock.

-- ---------------------------------------------------------------- types

-- Text that decides is compared byte by byte; no language has a say.
CREATE DOMAIN idempotency_key_text AS text COLLATE "C" CHECK (length(VALUE) BETWEEN 8 AND 255);
CREATE DOMAIN sha256_digest AS bytea CHECK (length(VALUE) = 32);

-- What one request asks for under its key.
CREATE TYPE intent AS (
    key                 text,
    operation_id        uuid,      -- the public name of the operation; where it creates a resource, that resource's id, too
    operation           text,      -- for instance payment.create
    fingerprint_version smallint,
    fingerprint         bytea,     -- SHA-256 over version, operation and identity
    identity            text,      -- the identity fields in canonical form, a JSON object
    request_id          text,
    resource            text       -- the path of what it makes or acts on, or null
);

-- The right to settle a pending operation, as long as nobody with a higher attempt took it over.
CREATE TYPE claim AS (
    key     text,
    attempt integer
);

-- What the client is told, now and at every replay.
CREATE TYPE answer AS (
    status smallint,               -- of HTTP: 2xx, or 4xx if the business state refused
    body   text,                   -- JSON; that of a 201 without its createdAt, which is the row's created_at
    kept   double precision        -- for how many seconds it is replayed
);

-- What came of a call.
CREATE TYPE outcome AS (
    verdict text,                  -- CLAIMED: this call claimed the key; SETTLED: it decided the key;
                                   -- REFUSED: the business state forbids it, nothing is changed and nothing claimed;
                                   -- STANDING: the key belongs to an earlier request, whose row follows
    -- REFUSED: the problem. CLAIMED: members says what only the database knew.
    problem text,
    detail  text,
    members json,
    -- CLAIMED, SETTLED, STANDING
    created_at timestamptz,
    -- STANDING; SETTLED, too, has operation_id and request_id
    merchant_id uuid,
    key text,
    operation_id uuid,
    operation text,
    fingerprint_version smallint,
    fingerprint bytea,
    identity text,
    request_id text,
    attempt integer,
    progress text,
    due_in double precision,       -- in how many seconds recovery may look at it; null once it is decided
    lapsed boolean,                -- the owner's lease has run out
    expired boolean,               -- it was decided longer ago than answers are kept
    resource text,
    response_status smallint,
    response_body text
);

-- ---------------------------------------------------------------- the table

-- A constraint's text is read anew for each statement that writes to the table, a function's body once in each session.
CREATE FUNCTION key_is_consistent(
    status text, unasked integer, progress text, due_at timestamptz, completed_at timestamptz, expires_at timestamptz,
    response_status smallint, response_body text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    -- Only under a key that was given up unused nothing was asked: not one of the four columns that say what.
    IF unasked <> (CASE status WHEN 'ABANDONED' THEN 4 ELSE 0 END) THEN
        RETURN false;
    END IF;
    -- A decided answer is never without its body, and nothing but an answer has one.
    IF (response_status IS NULL) <> (response_body IS NULL) THEN
        RETURN false;
    END IF;
    IF status = 'PENDING' THEN
        RETURN coalesce(progress IN ('RUNNING', 'UNKNOWN', 'UNDONE'), false)
            AND due_at IS NOT NULL AND completed_at IS NULL AND response_status IS NULL;
    END IF;
    IF progress IS NOT NULL OR due_at IS NOT NULL OR completed_at IS NULL OR expires_at IS NULL THEN
        RETURN false;
    END IF;
    RETURN CASE status
        WHEN 'SUCCEEDED' THEN coalesce(response_status BETWEEN 200 AND 299, false)
        WHEN 'FAILED' THEN coalesce(response_status BETWEEN 400 AND 499, false)
        WHEN 'ABANDONED' THEN response_status IS NULL
        ELSE false
    END;
END
$$;

-- One row is one intent of one merchant: what was asked under a key, who works on it, and what was answered.
CREATE TABLE idempotency_key (
    merchant_id         uuid                 NOT NULL,
    key                 idempotency_key_text NOT NULL,
    operation_id        uuid                 NOT NULL,
    -- What was asked; null in a key that was given up before anything was.
    operation           text,
    fingerprint_version smallint,
    fingerprint         sha256_digest,
    identity            text,
    request_id          text                 NOT NULL,
    created_at          timestamptz          NOT NULL DEFAULT now(),
    status              text                 NOT NULL,

    -- While PENDING. The attempt is the fencing token: whoever takes the work over raises it, and every write of an
    -- owner names the attempt it was given. Until due_at the work belongs to its owner (RUNNING), to the client's
    -- own retry (UNDONE), or is not to be asked about again yet (UNKNOWN); from then on to whoever takes it over.
    attempt             integer              NOT NULL DEFAULT 1,
    progress            text,
    due_at              timestamptz,

    -- Once decided.
    completed_at        timestamptz,
    expires_at          timestamptz,
    resource            text,
    response_status     smallint,
    response_body       text,

    CONSTRAINT idempotency_key_pk PRIMARY KEY (merchant_id, key),
    CONSTRAINT idempotency_key_operation UNIQUE (merchant_id, operation_id),
    CONSTRAINT idempotency_key_states CHECK (key_is_consistent(
        status, num_nulls(operation, fingerprint_version, fingerprint, identity), progress, due_at, completed_at,
        expires_at, response_status, response_body))
);

-- What recovery looks for; nearly empty, since nearly everything is decided.
CREATE INDEX idempotency_key_unfinished ON idempotency_key (merchant_id, due_at) WHERE status = 'PENDING';
-- What the reaper looks for, in the order in which it is due. What is undecided is not in here, so however much of it there
-- is, and however old, it neither stands in the way nor can be deleted by mistake.
CREATE INDEX idempotency_key_expiry ON idempotency_key (merchant_id, expires_at) WHERE status <> 'PENDING';
-- What is looked through for failures: few among very many. Nothing is written to it for an operation that succeeds.
CREATE INDEX idempotency_key_failed ON idempotency_key (merchant_id, expires_at) WHERE status IN ('FAILED', 'ABANDONED');

-- ---------------------------------------------------------------- claiming

-- Claims a key for work that the same transaction decides. Returns the claim's time, or null if the key is taken: it waits
-- for a transaction that is claiming the key at this moment, and then knows. No conflict is singled out: where an id follows
-- from its key, two claims of one key meet in both unique keys, and may notice the other one first.
CREATE FUNCTION claim_decided(p_merchant uuid, p_intent intent, p_answer answer)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz;
BEGIN
    INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
        request_id, resource, status, response_status, response_body, completed_at, expires_at)
    VALUES (p_merchant, p_intent.key, p_intent.operation_id, p_intent.operation, p_intent.fingerprint_version,
        p_intent.fingerprint, p_intent.identity, p_intent.request_id, p_intent.resource,
        CASE WHEN p_answer.status < 300 THEN 'SUCCEEDED' ELSE 'FAILED' END, p_answer.status, p_answer.body,
        now(), now() + p_answer.kept * interval '1 second')
    ON CONFLICT DO NOTHING
    RETURNING created_at INTO claimed_at;
    RETURN claimed_at;
END
$$;

-- Claims a key for work that goes on after this transaction, under a lease of so many seconds. Returns as claim_decided does.
CREATE FUNCTION claim_pending(p_merchant uuid, p_intent intent, p_lease double precision)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz;
BEGIN
    INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
        request_id, resource, status, progress, due_at)
    VALUES (p_merchant, p_intent.key, p_intent.operation_id, p_intent.operation, p_intent.fingerprint_version,
        p_intent.fingerprint, p_intent.identity, p_intent.request_id, p_intent.resource,
        'PENDING', 'RUNNING', now() + p_lease * interval '1 second')
    ON CONFLICT DO NOTHING
    RETURNING created_at INTO claimed_at;
    RETURN claimed_at;
END
$$;

-- Claims keys of one merchant that came at the same time, an array for each part of an intent, and returns those that were
-- free. To be called in the order of the keys, so that of two calls with the same keys one waits for the other, and not both.
CREATE FUNCTION claim_pending_together(
    p_merchant uuid, p_operation text, p_fingerprint_version smallint, p_lease double precision,
    p_keys text[], p_operation_ids uuid[], p_fingerprints bytea[], p_identities text[], p_request_ids text[],
    p_resources text[])
RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    claims text[];
BEGIN
    WITH claim AS (
        INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
            request_id, resource, status, progress, due_at)
        SELECT p_merchant, a.key, a.operation_id, p_operation, p_fingerprint_version, a.fingerprint, a.identity,
               a.request_id, a.resource, 'PENDING', 'RUNNING', now() + p_lease * interval '1 second'
          FROM unnest(p_keys, p_operation_ids, p_fingerprints, p_identities, p_request_ids, p_resources)
               AS a (key, operation_id, fingerprint, identity, request_id, resource)
        ON CONFLICT DO NOTHING
        RETURNING key
    )
    SELECT array_agg(key) INTO claims FROM claim;
    RETURN coalesce(claims, '{}');
END
$$;

-- The outcome of a call that claimed the key; p_members is what only the database knew, or null.
CREATE FUNCTION claimed(p_at timestamptz, p_members json)
RETURNS outcome LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    result outcome;
BEGIN
    result.verdict := 'CLAIMED';
    result.created_at := p_at;
    result.members := p_members;
    RETURN result;
END
$$;

-- The row that stands under a key, as an outcome; null if there is none.
CREATE FUNCTION find_key(p_merchant uuid, p_key text)
RETURNS outcome LANGUAGE plpgsql STABLE AS $$
DECLARE
    result outcome;
BEGIN
    SELECT 'STANDING', NULL, NULL, NULL, k.created_at, k.merchant_id, k.key, k.operation_id, k.operation,
           k.fingerprint_version, k.fingerprint, k.identity, k.request_id, k.attempt, k.progress,
           extract(epoch FROM k.due_at - now()), k.due_at <= now(), k.expires_at <= now(), k.resource, k.response_status, k.response_body
      INTO result
      FROM idempotency_key k
     WHERE k.merchant_id = p_merchant AND k.key = p_key;
    RETURN result;
END
$$;

-- The outcome of a call that finds its key taken. VOLATILE, which gives it a snapshot of its own: it sees the row of a
-- transaction that was waited for.
CREATE FUNCTION standing(p_merchant uuid, p_key text)
RETURNS outcome LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    result outcome := find_key(p_merchant, p_key);
BEGIN
    IF result.verdict IS NULL THEN
        RAISE 'a key was taken and is free again' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN result;
END
$$;

-- Takes back the claim that this transaction made, since the business state refuses: the outcome says why. What else the
-- transaction has written by then, it takes back itself.
--   p_problem   the kind of problem, for instance order-not-payable
--   p_detail    one sentence for a developer
--   p_members   what the problem document says besides; null values are left out
CREATE FUNCTION refuse(p_merchant uuid, p_key text, p_problem text, p_detail text, p_members json)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    result outcome;
BEGIN
    DELETE FROM idempotency_key WHERE merchant_id = p_merchant AND key = p_key;
    result.verdict := 'REFUSED';
    result.problem := p_problem;
    result.detail := p_detail;
    result.members := json_strip_nulls(p_members);
    RETURN result;
END
$$;

-- Claims a key with its answer and nothing else: a refusal is remembered like everything that was decided.
CREATE FUNCTION remember(p_merchant uuid, p_intent intent, p_answer answer)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz := claim_decided(p_merchant, p_intent, p_answer);
BEGIN
    RETURN CASE WHEN claimed_at IS NULL
        THEN standing(p_merchant, p_intent.key)
        ELSE claimed(claimed_at, NULL)
    END;
END
$$;

-- Claims a key at the beginning of a transaction that will settle it before it commits.
CREATE FUNCTION begin_work(p_merchant uuid, p_intent intent, p_lease double precision)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    claimed_at timestamptz := claim_pending(p_merchant, p_intent, p_lease);
BEGIN
    RETURN CASE WHEN claimed_at IS NULL
        THEN standing(p_merchant, p_intent.key)
        ELSE claimed(claimed_at, NULL)
    END;
END
$$;

-- ---------------------------------------------------------------- settling

-- Decides a pending operation: SETTLED, or STANDING if the claim was taken over meanwhile (the fence), and then nothing may
-- be written.
CREATE FUNCTION settle(p_merchant uuid, p_claim claim, p_answer answer)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    result outcome;
BEGIN
    UPDATE idempotency_key
       SET status = CASE WHEN p_answer.status < 300 THEN 'SUCCEEDED' ELSE 'FAILED' END,
           progress = NULL, due_at = NULL, response_status = p_answer.status, response_body = p_answer.body,
           completed_at = now(), expires_at = now() + p_answer.kept * interval '1 second'
     WHERE merchant_id = p_merchant AND key = p_claim.key AND status = 'PENDING' AND attempt = p_claim.attempt
    RETURNING 'SETTLED', created_at, operation_id, request_id
         INTO result.verdict, result.created_at, result.operation_id, result.request_id;
    IF NOT FOUND THEN
        RETURN standing(p_merchant, p_claim.key);
    END IF;
    RETURN result;
END
$$;

-- Decides pending operations of one merchant that are to be decided at the same time, an array for each part of a claim and of
-- its answer. Returns those that it decided: the others were taken over meanwhile, as in settle.
CREATE FUNCTION settle_together(
    p_merchant uuid, p_kept double precision, p_keys text[], p_attempts integer[], p_statuses smallint[], p_bodies text[])
RETURNS TABLE (settled_key text, claimed_at timestamptz) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    UPDATE idempotency_key k
       SET status = CASE WHEN a.status < 300 THEN 'SUCCEEDED' ELSE 'FAILED' END,
           progress = NULL, due_at = NULL, response_status = a.status, response_body = a.body,
           completed_at = now(), expires_at = now() + p_kept * interval '1 second'
      FROM unnest(p_keys, p_attempts, p_statuses, p_bodies) AS a (key, attempt, status, body)
     WHERE k.merchant_id = p_merchant AND k.key = a.key AND k.status = 'PENDING' AND k.attempt = a.attempt
    RETURNING k.key::text, k.created_at;
END
$$;

-- The outcome of a call that decided a key.
CREATE FUNCTION settled(p_claimed_at timestamptz)
RETURNS outcome LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    result outcome;
BEGIN
    result.verdict := 'SETTLED';
    result.created_at := p_claimed_at;
    RETURN result;
END
$$;

-- ---------------------------------------------------------------- what is undecided

-- Makes an abandoned claim ours, under a new lease. Returns its new attempt, or null if somebody else was first: of all who
-- saw the claim abandoned, one takes it over.
CREATE FUNCTION take_over(p_merchant uuid, p_claim claim, p_lease double precision)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    due timestamptz := now() + p_lease * interval '1 second';
    ours integer;
BEGIN
    UPDATE idempotency_key
       SET attempt = attempt + 1, progress = 'RUNNING', due_at = due
     WHERE merchant_id = p_merchant AND key = p_claim.key AND status = 'PENDING' AND attempt = p_claim.attempt
       AND (progress = 'UNDONE' OR progress = 'RUNNING' AND due_at <= now())
    RETURNING attempt INTO ours;
    RETURN ours;
END
$$;

-- Takes an undecided operation over for whoever ends it now, unless its owner is at it. Returns as take_over does.
CREATE FUNCTION take_up(p_merchant uuid, p_claim claim, p_lease double precision)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    due timestamptz := now() + p_lease * interval '1 second';
    ours integer;
BEGIN
    UPDATE idempotency_key
       SET attempt = attempt + 1, progress = 'UNKNOWN', due_at = due
     WHERE merchant_id = p_merchant AND key = p_claim.key AND status = 'PENDING' AND attempt = p_claim.attempt
       AND (progress <> 'RUNNING' OR due_at <= now())
    RETURNING attempt INTO ours;
    RETURN ours;
END
$$;

-- Gives a key up: CLAIMED if nothing stood under it, and nothing ever will; else STANDING.
--   p_kept   for how many seconds the key is kept as if it had been answered
CREATE FUNCTION abandon(p_merchant uuid, p_key text, p_operation_id uuid, p_request_id text, p_kept double precision)
RETURNS outcome LANGUAGE plpgsql AS $$
DECLARE
    abandoned_at timestamptz;
BEGIN
    INSERT INTO idempotency_key (merchant_id, key, operation_id, request_id, status, completed_at, expires_at)
    VALUES (p_merchant, p_key, p_operation_id, p_request_id, 'ABANDONED', now(), now() + p_kept * interval '1 second')
    ON CONFLICT (merchant_id, key) DO NOTHING
    RETURNING created_at INTO abandoned_at;
    RETURN CASE WHEN abandoned_at IS NULL THEN standing(p_merchant, p_key) ELSE claimed(abandoned_at, NULL) END;
END
$$;

-- Gives an operation up undecided, for so many seconds: UNKNOWN, for recovery to ask about afterwards; UNDONE, for the
-- client's own retry at once, and for recovery afterwards; RUNNING, as if the owner had died. Returns whether the claim was
-- there: an answer that was lost may have been that of a claim that was never made, or not yet.
--   p_request_id  of the request that made the operation: another request that claimed the key anew has the same attempt
CREATE FUNCTION leave_undecided(p_merchant uuid, p_claim claim, p_request_id text, p_progress text, p_pause double precision)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    due timestamptz := now() + p_pause * interval '1 second';
BEGIN
    UPDATE idempotency_key
       SET progress = p_progress, due_at = due
     WHERE merchant_id = p_merchant AND key = p_claim.key AND status = 'PENDING' AND attempt = p_claim.attempt
       AND request_id = p_request_id;
    RETURN FOUND;
END
$$;

-- Gives an operation up still unknown, for a share of the time that it has been open, within bounds in seconds.
CREATE FUNCTION postpone(p_merchant uuid, p_claim claim, p_request_id text, p_share double precision, p_least double precision,
    p_most double precision)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    open_for double precision;
BEGIN
    SELECT extract(epoch FROM now() - created_at) INTO open_for
      FROM idempotency_key
     WHERE merchant_id = p_merchant AND key = p_claim.key;
    PERFORM leave_undecided(p_merchant, p_claim, p_request_id, 'UNKNOWN', least(greatest(p_share * open_for, p_least), p_most));
END
$$;
