/**
 * So many requests of a merchant in a time, where {@code PAYONCE_RATE_LIMIT} is set: counted in Redis by all instances together,
 * after it is known who calls and before anything is claimed.
 */
package dev.payonce.ratelimit;
