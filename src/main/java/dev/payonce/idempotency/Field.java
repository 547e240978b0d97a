package dev.payonce.idempotency;

/**
 * One declared field of an operation.
 *
 * @param name as callers write it
 * @param identity whether another value is another operation; else the field is noise
 * @param reason why it was decided so
 */
public record Field(String name, boolean identity, String reason) {}
