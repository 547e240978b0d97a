package dev.payonce.webhook;

import dev.payonce.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A delivery that this process has taken for one attempt.
 *
 * @param turn the fencing token: the outcome counts only if nobody has taken it since
 * @param attempts this one included
 * @param secrets what it is signed with: the one in use, then those that were replaced lately
 * @param waited since its event was made
 */
record Taken(
        UUID merchant,
        UUID endpoint,
        String name,
        int turn,
        int attempts,
        String url,
        List<String> secrets,
        Event event,
        Duration waited) {

    /** Without url and secrets, so that it may appear in a log. */
    @Override
    public String toString() {
        return "event " + event.id() + " for endpoint " + name + " of " + merchant;
    }
}
