package dev.payonce.webhook;

import java.util.Optional;

/** What came of one attempt to deliver. */
sealed interface Attempt {

    /** Why it failed, for the merchant; nothing where it did not. */
    Optional<String> failure();

    /** The receiver answered. */
    record Answered(int status) implements Attempt {

        private static final int GONE = 410;

        boolean isGone() {
            return status == GONE;
        }

        @Override
        public Optional<String> failure() {
            return status / 100 == 2
                    ? Optional.empty()
                    : Optional.of(status / 100 == 3 ? "redirects are not followed" : "refused");
        }
    }

    /** The receiver has surely not got it. */
    record NotSent(String why) implements Attempt {

        @Override
        public Optional<String> failure() {
            return Optional.of("not sent: " + why);
        }
    }

    /** The receiver may have got it, and did not say so. */
    record Unanswered(String why) implements Attempt {

        @Override
        public Optional<String> failure() {
            return Optional.of("unanswered: " + why);
        }
    }
}
