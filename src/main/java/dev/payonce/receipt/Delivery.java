package dev.payonce.receipt;

/** What a mail server decided about a letter. What it did not decide, or may decide otherwise later, is a failure. */
enum Delivery {
    ACCEPTED,
    /** For good: the same letter to the same addressee would be refused again. */
    REFUSED
}
