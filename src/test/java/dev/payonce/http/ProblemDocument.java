package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.idempotency.http.Retry;
import dev.payonce.problem.ProblemType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A problem document as a client sees it. Reading one checks all that every one of them promises. */
record ProblemDocument(ProblemType type, JsonPath json) {

    /** A package and a class in it, a stack frame, or an exception: nothing that belongs on our side of the wire. */
    private static final Pattern INNER_WORKINGS = Pattern.compile(
            "(dev\\.payonce|java\\.|jakarta\\.|io\\.|com\\.|org\\.)[a-z.]+[A-Z]|Exception|\\bat [a-z]+\\.|\\$");

    static ProblemDocument of(Response response) {
        return of(
                response.statusCode(),
                response.contentType(),
                response.header("X-Request-ID"),
                response.header("Retry-After"),
                response.asString());
    }

    static ProblemDocument of(int status, String contentType, String requestId, String retryAfter, String body) {
        assertEquals("application/problem+json", contentType, status + " " + body);
        assertFalse(INNER_WORKINGS.matcher(body).find(), body);
        JsonPath json = JsonPath.from(body);
        String uri = json.getString("type");
        assertTrue(uri.startsWith("/problems/"), body);
        ProblemType type = ProblemType.valueOf(uri.substring("/problems/".length())
                .toUpperCase(java.util.Locale.ROOT)
                .replace('-', '_'));
        assertEquals(type.title(), json.getString("title"));
        assertEquals(type.status(), json.getInt("status"));
        assertEquals(type.status(), status);
        assertFalse(json.getString("detail").isBlank());
        assertEquals(requestId, json.getString("instance"));
        assertTrue(requestId.matches("[A-Za-z0-9._:-]{1,128}"), requestId);
        assertEquals(type.retry().wire(), json.getString("retry"));
        assertEquals(type.retry() == Retry.SAME_KEY, retryAfter != null);
        return new ProblemDocument(type, json);
    }

    ProblemDocument is(ProblemType expected) {
        assertEquals(expected, type, json.prettify());
        return this;
    }

    /** Checks that this is {@code invalid-request} over exactly this field; returns the message. */
    String about(String field) {
        is(ProblemType.INVALID_REQUEST);
        List<Map<String, String>> violations = json.getList("violations");
        assertEquals(
                List.of(field),
                violations.stream().map(each -> each.get("field")).toList(),
                json.prettify());
        return violations.get(0).get("message");
    }
}
