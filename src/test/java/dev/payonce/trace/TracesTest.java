package dev.payonce.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Traces show what an operation did, and where else it was worked on; and nothing that is nobody's business. */
@QuarkusTest
@TestProfile(Watched.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class TracesTest {

    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("payonce.operation.name");
    private static final AttributeKey<String> OPERATION_ID = AttributeKey.stringKey("payonce.operation.id");
    private static final AttributeKey<Long> SHARED_BY = AttributeKey.longKey("payonce.shared_by");
    private static final String ITS_SPAN = "00f067aa0ba902b7";

    @Inject
    Spans spans;

    private final Api api = Api.newMerchant();

    private static String newTrace() {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-" + ITS_SPAN + "-01";
    }

    private Api.Answer post(String trace, String path, String key, String body) {
        return api.postWith(path, body, "Idempotency-Key", key, "traceparent", traceparent(trace));
    }

    /** The span of the request that began a trace here. */
    private SpanData request(String trace) {
        return spans.await(
                "the request of " + trace,
                span -> span.getTraceId().equals(trace)
                        && span.getParentSpanId().equals(ITS_SPAN)
                        && span.getKind() == SpanKind.SERVER);
    }

    @Test
    void aPaymentIsOneTraceFromTheRequestThroughItsStatementsToTheGateway() {
        String order = api.order(500);
        String trace = newTrace();
        String payment = post(trace, "/v1/orders/" + order + "/payments", Api.newKey(), Api.paymentOf(500, "pm_ok"))
                .expect(201)
                .id();

        SpanData request = request(trace);
        assertEquals("POST /v1/orders/{id}/payments", request.getName());
        assertEquals("payment.create", request.getAttributes().get(OPERATION));
        assertEquals(payment, request.getAttributes().get(OPERATION_ID));
        List<String> statements = calls(request, "db.query.text");
        for (String rule : List.of("begin_payments", "book_payments")) {
            assertTrue(statements.stream().anyMatch(sql -> sql.contains(rule)), () -> rule + " in " + statements);
        }
        List<String> toTheGateway = calls(request, "url.full");
        assertEquals(1, toTheGateway.size(), toTheGateway::toString);
        assertTrue(toTheGateway.get(0).endsWith("/simulator/charges"));
        assertTrue(
                spans.of(trace).stream()
                        .anyMatch(span -> span.getKind() == SpanKind.SERVER
                                && span.getName().endsWith("/charges")),
                "the gateway's own span, which is in this process, goes on with the trace");
    }

    /** An attribute of each call that was made for a request. */
    private List<String> calls(SpanData request, String attribute) {
        return spans.of(request.getTraceId()).stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT
                        && span.getParentSpanId().equals(request.getSpanId()))
                .map(span -> span.getAttributes().get(AttributeKey.stringKey(attribute)))
                .filter(value -> value != null)
                .toList();
    }

    @Test
    void spansFollowTheStableConventions() {
        String trace = newTrace();
        post(trace, "/v1/orders", Api.newKey(), Api.orderOf(500)).expect(201);
        assertTrue(names(request(trace))
                .toList()
                .containsAll(List.of("http.request.method", "http.response.status_code", "http.route", "url.scheme")));
        Stream<String> old = spans.all().stream()
                .flatMap(TracesTest::names)
                .filter(name -> List.of(
                                "db.statement", "db.system", "db.user", "http.method", "http.url", "net.peer.name")
                        .contains(name));
        assertEquals(List.of(), old.distinct().toList());
    }

    private static Stream<String> names(SpanData span) {
        return span.getAttributes().asMap().keySet().stream().map(AttributeKey::getKey);
    }

    @Test
    void aReplayIsLinkedToTheRequestThatWasFirst() {
        String key = Api.newKey();
        String first = newTrace();
        post(first, "/v1/orders", key, Api.orderOf(500)).expect(201);
        SpanData original = request(first);
        assertEquals(List.of(), original.getLinks());

        // The first one's place is kept beside its answer, and may come a moment later.
        String again = newTrace();
        Api.await(
                () -> post(again, "/v1/orders", key, Api.orderOf(500)).expect(200),
                replay -> spans.of(again).stream().anyMatch(span -> linksTo(span, original)));
        SpanData replay = spans.await("linked", span -> span.getTraceId().equals(again) && linksTo(span, original));
        assertEquals(
                original.getAttributes().get(OPERATION_ID),
                replay.getAttributes().get(OPERATION_ID));
    }

    private static boolean linksTo(SpanData span, SpanData other) {
        return links(span).contains(other.getSpanContext().getTraceId() + "-" + other.getSpanId());
    }

    private static List<String> links(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(context -> context.getTraceId() + "-" + context.getSpanId())
                .toList();
    }

    @Test
    void recoveryIsATraceOfItsOwnLinkedToTheRequestThatLeftTheWork() {
        String order = api.order(500);
        String trace = newTrace();
        String key = Api.newKey();
        String path = "/v1/orders/" + order + "/payments";
        String payment = post(trace, path, key, Api.paymentOf(500, "pm_timeout_uncharged"))
                .expect(202)
                .id();
        api.awaitDecided(path, key, Api.paymentOf(500, "pm_timeout_uncharged")).expect(402);

        SpanData recovery = spans.await(
                "its recovery",
                span -> span.getName().equals("recover payment.create")
                        && payment.equals(span.getAttributes().get(OPERATION_ID)));
        assertTrue(linksTo(recovery, request(trace)), recovery::toString);
        assertFalse(recovery.getTraceId().equals(trace));
        assertTrue(
                calls(recovery, "url.full").stream().anyMatch(url -> url.endsWith("/bar")),
                "what it asks the gateway is in its trace");
    }

    @Test
    void requestsThatShareAStatementAreLinkedWithIt() {
        var running = Stream.generate(() -> api.send("/v1/orders", Api.newKey(), Api.orderOf(500)))
                .limit(100)
                .toList();
        running.forEach(order -> Api.join(order).expect(201));

        SpanData shared = spans.await("shared", span -> span.getAttributes().get(SHARED_BY) != null);
        assertEquals(
                shared.getAttributes().get(SHARED_BY) - 1, shared.getLinks().size());
        for (LinkData link : shared.getLinks()) {
            SpanData other = spans.await(
                    "the other one",
                    span -> span.getSpanId().equals(link.getSpanContext().getSpanId()));
            assertEquals("POST /v1/orders", other.getName());
            assertTrue(linksTo(other, shared));
        }
        spans.await(
                "the shared statement's",
                span -> span.getParentSpanId().equals(shared.getSpanId())
                        && String.valueOf(span.getAttributes().get(AttributeKey.stringKey("db.query.text")))
                                .contains("place_orders"));
    }

    @Test
    void jobsThatNobodyAskedForMakeNoTraces() {
        api.order(500);
        assertEquals(
                List.of(),
                spans.all().stream()
                        .filter(span -> span.getKind() == SpanKind.CLIENT)
                        .filter(span -> !span.getParentSpanContext().isValid())
                        .toList());
    }

    @Test
    void noSpanTellsAKeyAPersonOrABody() {
        String key = "secret-key-" + UUID.randomUUID();
        String trace = newTrace();
        RestAssured.given()
                .header("Authorization", "Bearer " + api.apiKey)
                .header("traceparent", traceparent(trace))
                .header("X-Forwarded-For", "203.0.113.77")
                .header("User-Agent", "phone-of-ada-lovelace")
                .contentType("application/json")
                .queryParam("Idempotency-Key", key)
                .body(Api.orderOf(500).replace("cust_1", "ada-lovelace"))
                .post("/v1/orders")
                .then()
                .statusCode(400);
        RestAssured.given()
                .header("Authorization", "Bearer " + api.apiKey)
                .header("traceparent", traceparent(trace))
                .get("/v1/orders/" + key)
                .then()
                .statusCode(404);
        post(trace, "/v1/orders", key, Api.orderOf(500).replace("cust_1", "ada-lovelace"))
                .expect(201);
        post(trace, "/v1/orders", key, Api.orderOf(501).replace("cust_1", "ada-lovelace"))
                .expect(422);
        spans.await(
                "refused",
                span -> span.getTraceId().equals(trace)
                        && Long.valueOf(422)
                                .equals(span.getAttributes().get(AttributeKey.longKey("http.response.status_code"))));

        String told = spans.all().stream().map(TracesTest::allOf).collect(Collectors.joining("\n"));
        for (String secret : List.of(key, "ada-lovelace", "203.0.113.77", api.apiKey, "A-1")) {
            assertFalse(told.contains(secret), secret);
        }
    }

    private static String allOf(SpanData span) {
        return span.getName() + span.getAttributes() + span.getEvents() + span.getStatus();
    }
}
