package dev.payonce.benchmark;

import java.util.Map;

/**
 * One measurement of one contestant. Costs are for each request; processor times are from {@code /proc}, in milliseconds,
 * and have its grain of ten, so they mean something over a whole run only.
 *
 * @param durable by how much each of {@link Stock#counts} grew
 */
record Run(
        String contestant,
        long requests,
        double perSecond,
        double p99,
        double serverMillis,
        double postgresMillis,
        double loadMillis,
        double gatewayMillis,
        double walBytes,
        double statements,
        double commits,
        Map<String, Long> durable) {}
