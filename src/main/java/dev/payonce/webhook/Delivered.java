package dev.payonce.webhook;

/** A delivery that its receiver has taken. */
record Delivered(Taken taken, int status) {}
