package dev.payonce.chaos;

import dev.payonce.client.Attempt;
import dev.payonce.client.AttemptObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Everything that the clients sent and heard, of all threads. */
final class History implements AttemptObserver {

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    @Override
    public void returned(Attempt attempt) {
        events.add(Event.of(attempt));
    }

    List<Event> events() {
        return List.copyOf(events);
    }
}
