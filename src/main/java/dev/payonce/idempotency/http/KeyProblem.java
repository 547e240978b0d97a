package dev.payonce.idempotency.http;

/** The kinds of problem that a request has with its key, whatever it asks for. */
public enum KeyProblem implements ExplainedProblem {
    IDEMPOTENCY_KEY_MISSING(
            400,
            Retry.NEVER,
            "An idempotency key is required",
            "The request would change something and carries no idempotency key. Without one, a retry "
                    + "could not be told from a second intent. Nothing was executed.",
            "Make a key once for each intent, a random UUID for instance, store it before the first "
                    + "attempt, and send it as the header Idempotency-Key with every attempt."),
    IDEMPOTENCY_KEY_MALFORMED(
            400,
            Retry.NEVER,
            "The idempotency key is malformed",
            "An idempotency key has 8 to 255 characters out of A-Z a-z 0-9 - _ . : ~ + / =, at least four of "
                    + "them different. This one has not, or it is what programs send where a key is missing: "
                    + "the word undefined, or a UUID of zeros. Nothing was executed under it.",
            "Send a key of that form, made for this intent; a random UUID is one. If you build keys from your "
                    + "own data, encode it (base64 fits), and make sure that each intent has a key of its own "
                    + "even where data is missing."),
    IDEMPOTENCY_KEY_AMBIGUOUS(
            400,
            Retry.NEVER,
            "The request carries different idempotency keys",
            "Idempotency-Key, X-Idempotency-Key and the body field idempotencyKey may all carry the key, "
                    + "and in this request they disagree. Choosing one of them would be a guess. Nothing was "
                    + "executed.",
            "Send the key in one place, preferably as Idempotency-Key. Where a proxy or a library adds a "
                    + "key of its own, turn that off: a key that changes with each attempt protects nothing."),
    IDEMPOTENCY_KEY_IN_URL(
            400,
            Retry.NEVER,
            "An idempotency key must not be sent in the URL",
            "The query string carries an idempotency key. URLs end up in logs, caches and histories, and "
                    + "a key in them can be read and used by others. Nothing was executed.",
            "Send the key as the header Idempotency-Key. Treat the key that was in the URL as seen by "
                    + "others, and take a new one for the request."),
    OPERATION_IN_PROGRESS(
            409,
            Retry.SAME_KEY,
            "The operation under this key is running",
            "Another request with the same key arrived first and is being executed at this moment, by "
                    + "this server or another.",
            "Wait as long as Retry-After says, then send the same request again under the same key: it "
                    + "answers with the result. Do not take a new key, which would make it a second operation. "
                    + "operation links to the state of the first."),
    OPERATION_ABANDONED(
            409,
            Retry.NEW_KEY,
            "The operation under this key was abandoned",
            "The key was abandoned before a request with it arrived, so this request came too late. Nothing was "
                    + "executed, and nothing ever will be under this key.",
            "If you still want the operation, send it under a new idempotency key. If you abandoned it on purpose, "
                    + "there is nothing left to do: a late request of yours was stopped."),
    IDEMPOTENCY_KEY_EXPIRED(
            410,
            Retry.NEVER,
            "The idempotency key has expired",
            "The key was used longer ago than answers are kept. What was done under it stands; the answer "
                    + "itself is no longer stored, and the request is never executed again. resource is what it "
                    + "made.",
            "Get resource to see how it ended. Take a new key only for a new intent, never to repeat this "
                    + "one: the old operation may well have succeeded."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            Retry.NEW_KEY,
            "The idempotency key belongs to another operation",
            "The key was used before, for something else: another endpoint, another resource, or other "
                    + "values in the fields that make up the operation. differingFields names those that differ. "
                    + "Nothing was executed; the first operation stands as it is.",
            "If you meant a new operation, send it under a new key. If you meant to repeat the first one, "
                    + "send what you sent then: a value taken anew at each attempt, a price or a reference for "
                    + "instance, is the usual cause. operation links to the first."),
    SERVICE_UNAVAILABLE(
            503,
            Retry.SAME_KEY,
            "The service is not available at the moment",
            "Something that the server needs, its database for instance, could not be reached. Anything "
                    + "that had been answered as done before is safe.",
            "Wait as long as Retry-After says, then send the same request again under the same key, with "
                    + "growing pauses. The key sees to it that the request takes effect at most once.");

    private final Text text;

    KeyProblem(int status, Retry retry, String title, String whatHappened, String whatToDo) {
        this.text = new Text(status, retry, title, whatHappened, whatToDo);
    }

    @Override
    public Text text() {
        return text;
    }
}
