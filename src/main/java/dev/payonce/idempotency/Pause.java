package dev.payonce.idempotency;

import java.time.Duration;

/**
 * How long an undecided operation is left alone, measured by the database's clock.
 *
 * @param share of the time that it has been undecided so far
 * @param shortest the least
 * @param longest the most
 */
record Pause(double share, Duration shortest, Duration longest) {}
