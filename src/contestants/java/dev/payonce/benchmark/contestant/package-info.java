/**
 * What payonce is compared with in the benchmark: the same HTTP, the same validation and the same columns written, by other
 * means. {@link dev.payonce.benchmark.contestant.KeylessResource} leaves the key away; {@link
 * dev.payonce.benchmark.contestant.TextbookResource} keeps it the way it is usually written, as entities in one
 * transaction, with the gateway called in its middle.
 *
 * <p>Only the benchmark packages this; a test of the normal build proves that it does the same work.
 */
package dev.payonce.benchmark.contestant;
