/**
 * What the OpenAPI document says beyond the resources' signatures. It has to be true: every answer that the tests get is held
 * against it, and so are those to requests that are made up at random.
 *
 * <p>An operation is described where it stands: its resource method has its id and its words ({@code @Operation}), what it
 * answers with where its signature does not show it ({@code @Returns}), and the problems that are
 * its own ({@code @Refuses}). What holds for all operations of a kind is a rule here ({@code Described}, {@code Shared},
 * {@code DocumentFilter}): the headers, the idempotency key, {@code x-idempotency}, a replay's answer, the problems of the kind.
 *
 * <p>The build or a test fails for what is missing beside that:
 *
 * <ol>
 *   <li>{@code Examples} has one of each schema that is sent or answered.
 *   <li>{@code Words} describes the fields of answers, a name once for the whole API. A field that may be null has
 *       {@code @Schema(nullable = true)} in its record; every field of an answer is required. What is sent is described by
 *       the declarations and constraints on its record ({@code Schemas}): nothing is to be done for it.
 *   <li>{@code Parameters} describes the parameters of the path and the query, {@code Tag} what a path is about.
 *   <li>{@code Resources} makes the schemas of answers that no record shows.
 * </ol>
 *
 * Then {@code OpenApiTest} writes {@code target/openapi.yaml}, which is to be copied to {@code openapi.yaml}.
 */
package dev.payonce.openapi;
