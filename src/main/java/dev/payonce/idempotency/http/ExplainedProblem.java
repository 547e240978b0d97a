package dev.payonce.idempotency.http;

import java.util.Locale;

/** A kind of problem that has a page: the constant of an enum, called as its slug is. */
public interface ExplainedProblem extends ProblemKind {

    /**
     * All there is to say of it.
     *
     * @param whatHappened one paragraph: what this kind says about the request, and what was left undone
     * @param whatToDo one paragraph: what a developer, or the program, does next
     */
    record Text(int status, Retry retry, String title, String whatHappened, String whatToDo) {}

    /** The constant's name. */
    String name();

    /** All there is to say of it. */
    Text text();

    @Override
    default String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    default int status() {
        return text().status();
    }

    @Override
    default Retry retry() {
        return text().retry();
    }

    @Override
    default String title() {
        return text().title();
    }

    /** One paragraph: what this kind says about the request, and what was left undone. */
    default String whatHappened() {
        return text().whatHappened();
    }

    /** One paragraph: what a developer, or the program, does next. */
    default String whatToDo() {
        return text().whatToDo();
    }
}
