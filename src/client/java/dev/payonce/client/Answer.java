package dev.payonce.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A definitive, good answer.
 *
 * @param status 200 or 201
 * @param body the resource
 * @param replayed whether the server had executed it before, and says the same again
 * @param requestId the request's
 * @param attempts how many tries it took
 * @param key the intent's
 */
public record Answer(
        int status, ObjectNode body, boolean replayed, Optional<String> requestId, int attempts, String key) {}
