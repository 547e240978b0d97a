package dev.payonce.client;

/** Is told of every try, on the sending thread. What it throws ends the sending, like an interruption would. */
public interface AttemptObserver {
    AttemptObserver NONE = new AttemptObserver() {};

    /** Just before a request goes out: from here on it may have its effect. */
    default void sending(Intent intent, int number, long invokedNanos) {}

    /** The try is over, with an answer or without. */
    default void returned(Attempt attempt) {}
}
