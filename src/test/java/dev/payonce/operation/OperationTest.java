package dev.payonce.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looking an operation up: by its key without a URL, by its id, or in a list. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class OperationTest {

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    @ParameterizedTest
    @EnumSource
    void aDecidedOperationShowsWhatItWasAndWhatCameOfIt(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = api.post(command.path(), key, command.body()).expect(kind.firstStatus);

        Answer current = api.current(key).expect(200);
        JsonNode operation = current.json();
        assertEquals(kind.operation, operation.path("operation").asText());
        assertEquals("SUCCEEDED", operation.path("status").asText());
        assertEquals(1, operation.path("attempts").asInt());
        assertEquals(first.header("Location"), operation.path("resource").asText());
        assertEquals(kind.firstStatus, operation.path("responseStatus").asInt());
        Instant completed = Instant.parse(operation.path("completedAt").asText());
        Instant expires = Instant.parse(operation.path("expiresAt").asText());
        assertEquals(Duration.ofHours(24), Duration.between(completed, expires));
        assertTrue(!completed.isBefore(Instant.parse(operation.path("createdAt").asText())));
        kind.noise.forEach(
                field -> assertTrue(operation.path("identity").path(field).isMissingNode(), field));
        assertEquals(
                operation, api.get("/v1/operations/" + current.id()).expect(200).json());
    }

    @Test
    void theIdentityIsShownInItsCanonicalForm() {
        api.post("/v1/orders", key, Api.orderOf(1000).replace("1000", "1e3")).expect(201);

        assertEquals(
                "{\"currency\":\"EUR\",\"customer\":\"cust_1\",\"items\":[{\"quantity\":1,\"sku\":\"A-1\",\"unitPrice\":1000}]}",
                api.current(key).json().path("identity").toString());
    }

    @Test
    void aRefusedOperationShowsTheStatusOfItsRefusal() {
        api.pay(api.order(1000), key, 1000, "pm_declined").expect(402);

        JsonNode operation = api.current(key).expect(200).json();
        assertEquals("FAILED", operation.path("status").asText());
        assertEquals(402, operation.path("responseStatus").asInt());
        assertTrue(operation.path("resource").asText().startsWith("/v1/payments/"));
    }

    @Test
    void anUndecidedOperationHasNoAnswerYet() {
        api.pay(api.order(1000), key, 1000, "pm_unavailable").expect(503);

        JsonNode operation = api.current(key).expect(200).json();
        assertEquals("PENDING", operation.path("status").asText());
        assertTrue(operation.path("completedAt").isNull());
        assertTrue(operation.path("expiresAt").isNull());
        assertTrue(operation.path("responseStatus").isNull());
        assertEquals(
                operation.path("id"),
                api.get("/v1/operations?status=PENDING").json().at("/data/0/id"));
    }

    @Test
    void theListIsNarrowedByStatusAndExpiredOnesAreNoLongerSucceeded() {
        api.post("/v1/orders", key, Api.orderOf(1)).expect(201);
        api.order(2);
        api.transfer(Api.newKey(), Api.transferOf(1)).expect(409);
        api.pay(api.order(3), Api.newKey(), 3, "pm_unavailable").expect(503);
        Database.expire(api.merchant, key);

        assertEquals(1, listed("EXPIRED"));
        assertEquals(2, listed("SUCCEEDED"));
        assertEquals(1, listed("FAILED"));
        assertEquals(1, listed("PENDING"));
        assertEquals(
                "invalid-request",
                api.get("/v1/operations?status=DONE").expect(400).problem());
    }

    private int listed(String status) {
        JsonNode data =
                api.get("/v1/operations?status=" + status).expect(200).json().path("data");
        data.forEach(operation -> assertEquals(status, operation.path("status").asText()));
        return data.size();
    }

    @Test
    void theListShowsEveryOperationOnceNewestFirst() {
        for (int i = 0; i < 5; i++) {
            api.order(1000);
        }
        var shown = new ArrayList<String>();
        String path = "/v1/operations?limit=2";
        for (int page = 0; page < 3; page++) {
            JsonNode answer = api.get(path).expect(200).json();
            answer.path("data")
                    .forEach(operation -> shown.add(operation.path("id").asText()));
            path = "/v1/operations?limit=2&cursor=" + answer.path("nextCursor").asText();
            assertEquals(page == 2, answer.path("nextCursor").isNull());
        }
        var newestFirst = new ArrayList<>(shown);
        newestFirst.sort(Collections.reverseOrder());
        assertEquals(newestFirst, shown);
        assertEquals(5, shown.stream().distinct().count());
    }

    @Test
    void whatIsUndecidedIsListedFirstAndPagesGoOverToWhatWasDecidedLast() {
        String order = api.order(3);
        String another = api.order(3);
        Database.update("DELETE FROM idempotency_key WHERE merchant_id = ?", api.merchant);
        String first = decided();
        String undecided = undecided(order);
        String second = decided();
        String newer = undecided(another);
        // Ids tell nothing of the time.
        Database.update(
                "UPDATE idempotency_key SET operation_id = gen_random_uuid() WHERE merchant_id = ?", api.merchant);
        var expected = Stream.of(newer, undecided, second, first)
                .map(each -> api.current(each).expect(200).id())
                .toList();
        for (int limit = 1; limit <= 5; limit++) {
            assertEquals(expected, pages("/v1/operations?limit=" + limit));
        }
        assertEquals(expected.subList(0, 2), pages("/v1/operations?limit=1&status=PENDING"));
        assertEquals(expected.subList(2, 4), pages("/v1/operations?limit=1&status=SUCCEEDED"));
    }

    private String decided() {
        String own = Api.newKey();
        api.post("/v1/orders", own, Api.orderOf(1)).expect(201);
        return own;
    }

    private String undecided(String order) {
        String own = Api.newKey();
        api.pay(order, own, 3, "pm_unavailable").expect(503);
        return own;
    }

    private List<String> pages(String path) {
        var shown = new ArrayList<String>();
        for (String next = path; next != null; ) {
            JsonNode answer = api.get(next).expect(200).json();
            answer.path("data")
                    .forEach(operation -> shown.add(operation.path("id").asText()));
            next = answer.path("nextCursor").isNull()
                    ? null
                    : path + "&cursor=" + answer.path("nextCursor").asText();
        }
        return shown;
    }

    @Test
    void whatWasNeverSeenIsNotFoundAndTheKeyIsReadLikeThatOfACommand() {
        assertEquals("not-found", api.current(key).expect(404).problem());
        assertEquals(
                "not-found",
                api.get("/v1/operations/" + UUID.randomUUID()).expect(404).problem());
        assertEquals(
                "idempotency-key-missing",
                api.get("/v1/operations/current").expect(400).problem());
        assertEquals(
                "idempotency-key-malformed", api.current("short").expect(400).problem());
        assertEquals(
                "idempotency-key-in-url",
                api.get("/v1/operations/current?idempotency-key=" + key)
                        .expect(400)
                        .problem());
    }
}
