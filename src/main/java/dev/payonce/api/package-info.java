/**
 * What the resources of all capabilities share: whose call it is ({@link dev.payonce.api.Call}), bodies and query parameters
 * that are bound strictly, pages of a list, and what a method says for the OpenAPI document beside MicroProfile's annotations
 * ({@link dev.payonce.api.Returns}, {@link dev.payonce.api.Refuses}).
 *
 * <p>A resource names its body parameter {@code body}: a violation's field is then the field's path in the JSON, and empty
 * where the body as a whole is meant.
 */
package dev.payonce.api;
