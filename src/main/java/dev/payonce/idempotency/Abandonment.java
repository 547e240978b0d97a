package dev.payonce.idempotency;

/** What comes of giving a key up. */
public sealed interface Abandonment {

    /** What was asked under the key has not happened and never will. */
    record Never() implements Abandonment {}

    /** It has happened; {@code resource} is the path of what it made or acted on, or null. */
    record Executed(String resource) implements Abandonment {}

    /** A request under the key is running at this moment. */
    record Running() implements Abandonment {}

    /** The other side could not tell; nothing is decided. */
    record Undecided() implements Abandonment {}
}
