package dev.payonce.simulator;

import java.util.UUID;

/** How a charge or refund is answered, where it is answered at all: silence is a {@code Uni} without an item. */
sealed interface Reply {

    /** What stands, plainly. */
    record Outcome(Movement movement) implements Reply {}

    /** The bytes of something, but not JSON. */
    record Garbled() implements Reply {}

    /** Turned away, and nothing executed. */
    record Unavailable(UUID reference) implements Reply {}

    /** The reference is another request's. */
    record Conflict(UUID reference) implements Reply {}
}
