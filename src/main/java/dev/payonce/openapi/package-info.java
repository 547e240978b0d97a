/**
 * What the OpenAPI document says beyond the resources' signatures. It has to be true: every answer that the tests get is held
 * against it, and so are those to requests that are made up at random.
 *
 * <p>An endpoint is described in four places, and the build or a test fails for what is missing:
 *
 * <ol>
 *   <li>{@code Described} has an entry for each operation: its words, an example of what is sent and one of what is answered,
 *       and the problems that are its own. Those that all operations of a kind have, the headers, the idempotency key and
 *       {@code x-idempotency} are rules ({@code Shared}, {@code DocumentFilter}).
 *   <li>{@code Words} describes the fields of answers, a name once for the whole API. A field that may be null has
 *       {@code @Schema(nullable = true)} in its record; every field of an answer is required. What is sent is described by
 *       the declarations and constraints on its record ({@code Schemas}): nothing is to be done for it.
 *   <li>{@code Parameters} describes the parameters of the path and the query, {@code Tag} what a path is about.
 *   <li>Where a method answers a {@code Response}, which shows no type, {@code Described.resource} names the schema, and
 *       {@code Resources} makes it, unless a record of that name is answered elsewhere.
 * </ol>
 *
 * Then {@code OpenApiTest} writes {@code target/openapi.yaml}, which is to be copied to {@code openapi.yaml}.
 */
package dev.payonce.openapi;
