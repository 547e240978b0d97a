package dev.payonce.client;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What came of giving an intent up.
 *
 * @param executed false: it has not happened and never will, and the key is dropped; true: it has happened, the key is kept,
 *     and sending gets the answer
 * @param body the operation as it stands, or the problem that says that it has happened
 */
public record Abandonment(boolean executed, ObjectNode body) {}
