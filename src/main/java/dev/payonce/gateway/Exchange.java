package dev.payonce.gateway;

import io.vertx.core.buffer.Buffer;

/** How one HTTP exchange ended. {@code why} is for logs and operators and holds nothing of the request's body. */
sealed interface Exchange {

    /** A whole answer came, within the time and below the bound. */
    record Answered(int status, Buffer body) implements Exchange {}

    /** No byte of the request was sent. */
    record NotSent(String why) implements Exchange {}

    /** The request was sent, perhaps in part, and no whole answer came. */
    record Broken(String why) implements Exchange {}
}
