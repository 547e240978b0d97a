/**
 * What the resources of all capabilities share: whose call it is ({@link dev.payonce.api.Call}), bodies and query parameters
 * that are bound strictly, and pages of a list.
 *
 * <p>A resource names its body parameter {@code body}: a violation's field is then the field's path in the JSON, and empty
 * where the body as a whole is meant.
 */
package dev.payonce.api;
