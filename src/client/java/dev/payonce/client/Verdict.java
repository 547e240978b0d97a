package dev.payonce.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What one answer decides. HTML, or JSON that is neither a resource nor a problem, is not payonce's, and decides nothing.
 *
 * @param decision what it means
 * @param reason the problem's slug, or one word
 * @param body the resource or problem, if it is JSON
 */
public record Verdict(Decision decision, String reason, Optional<ObjectNode> body) {

    public static Verdict of(int status, String text) {
        Optional<ObjectNode> body = Json.object(text);
        if (status == 422) {
            return new Verdict(Decision.MISMATCH, "idempotency-key-reused", body);
        }
        if (status == 429) {
            return new Verdict(Decision.RETRY, "too-many-requests", body);
        }
        if (status >= 500 || status == 408 || status == 425) {
            return new Verdict(Decision.RETRY, "server-error", body);
        }
        if (status >= 200 && status < 300 && hasText(body, "status")) {
            return status == 202
                    ? new Verdict(Decision.RETRY, "pending", body)
                    : new Verdict(Decision.DONE, "done", body);
        }
        if (status >= 400 && hasText(body, "type")) {
            return problem(status, body.orElseThrow());
        }
        return new Verdict(Decision.RETRY, "not-an-answer", body);
    }

    private static Verdict problem(int status, ObjectNode problem) {
        String type = problem.get("type").textValue();
        String slug = type.substring(type.lastIndexOf('/') + 1);
        boolean sameKey = slug.equals("operation-in-progress")
                || problem.path("retry").asText().equals("same-key");
        Decision decision = switch (status) {
            case 410 -> Decision.EXPIRED;
            case 402, 404, 409 -> sameKey ? Decision.RETRY : Decision.FAILED;
            default -> sameKey ? Decision.RETRY : Decision.REFUSED;
        };
        return new Verdict(decision, slug, Optional.of(problem));
    }

    private static boolean hasText(Optional<ObjectNode> body, String field) {
        return body.map(object -> object.path(field).isTextual()).orElse(false);
    }
}
