/**
 * What the OpenAPI document says beyond the resources' signatures. {@code Described} has the words and the examples,
 * an entry for each operation; {@code DocumentFilter} adds what holds for every operation of a kind as rules: the
 * idempotency key, the headers, the problems, and {@code x-idempotency} from the declarations that the code itself uses.
 * Resources carry no annotations for it.
 */
package dev.payonce.openapi;
