package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@TestProfile(LoadShedderTest.FewAtOnce.class)
class LoadShedderTest {

    private static final int AT_ONCE = 3;

    /** So few that a test can fill the house. */
    public static class FewAtOnce implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("payonce.requests.at-once", Integer.toString(AT_ONCE));
        }
    }

    @TestHTTPResource
    URL application;

    private Api api;
    private String cancellation;
    private Connection lock;
    private final List<CompletableFuture<Answer>> inside = new ArrayList<>();

    /** As many requests as there is room for, all of which wait for a row that this test has locked. */
    @BeforeEach
    void aFullHouse() throws Exception {
        api = Api.newMerchant();
        cancellation = "/v1/orders/" + api.order(100) + "/cancel";
        lockTheRow();
        for (int i = 0; i < AT_ONCE; i++) {
            inside.add(api.send(cancellation, Api.newKey(), "{}"));
        }
        awaitAllInside();
    }

    private void lockTheRow() throws Exception {
        lock = Database.transaction();
        try (var row = lock.prepareStatement("SELECT FROM orders WHERE merchant_id = ? FOR UPDATE")) {
            row.setObject(1, api.merchant);
            row.execute();
        }
    }

    private static void awaitAllInside() {
        Database.await(AT_ONCE, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    }

    @AfterEach
    void whoeverIsInsideIsServedAndThenThereIsRoomAgain() throws Exception {
        lock.close();
        inside.forEach(request -> Api.join(request).expect(200));
        Api.await(() -> api.get("/v1/balances"), answer -> answer.status() == 200);
    }

    @Test
    void whoFindsNoRoomIsToldAfterAMomentToComeAgainUnderTheSameKey() throws Exception {
        String key = Api.newKey();
        long began = System.nanoTime();
        Answer refused = api.post("/v1/orders", key, Api.orderOf(100)).expect(503);
        assertTrue(System.nanoTime() - began >= LoadShedder.A_MOMENT.toNanos(), "who comes again at once is let do so");
        assertEquals("service-unavailable", refused.problem());
        assertEquals("same-key", refused.text("retry"));
        assertEquals("1", refused.header("Retry-After"));
        assertTrue(inside.stream().noneMatch(CompletableFuture::isDone), "the refusal waited for those inside");

        lock.close();
        Answer served =
                Api.await(() -> api.post("/v1/orders", key, Api.orderOf(100)), answer -> answer.status() != 503);
        assertEquals(201, served.status(), "the refusal was remembered");
    }

    @Test
    void whoFindsRoomWithinTheMomentIsServed() throws Exception {
        CompletableFuture<Answer> early = api.send("/v1/orders", Api.newKey(), Api.orderOf(100));
        lock.close();
        Api.join(early).expect(201);
    }

    @Test
    void healthIsAnsweredInAFullHouse() {
        api.get("/q/health/live").expect(200);
        api.get("/v1/balances").expect(503);
    }

    @Test
    void whoHangsUpKeepsHisPlaceUntilTheWorkForHimEnds() throws Exception {
        lock.close();
        inside.forEach(Api::join);
        lockTheRow();
        List<Socket> gone = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Socket socket = new Socket(application.getHost(), application.getPort());
            socket.getOutputStream()
                    .write(("POST " + cancellation + " HTTP/1.1\r\nHost: payonce\r\nAuthorization: Bearer " + api.apiKey
                                    + "\r\nIdempotency-Key: " + Api.newKey()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            gone.add(socket);
        }
        awaitAllInside();
        for (Socket socket : gone) {
            socket.close();
        }
        api.get("/v1/balances").expect(503); // after a moment, in which it has noticed that they are gone

        lock.close();
        Api.await(() -> api.get("/v1/balances"), answer -> answer.status() == 200);
    }

    @Test
    void whoSendsSlowlyTakesNobodysPlace() throws Exception {
        lock.close();
        inside.forEach(Api::join);
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 10 * AT_ONCE; i++) {
            Socket socket = new Socket(application.getHost(), application.getPort());
            socket.getOutputStream().write("""
                    POST /v1/orders HTTP/1.1\r
                    Host: payonce\r
                    Content-Type: application/json\r
                    Content-Length: 100\r
                    \r
                    {""".getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }
        Api.await(() -> api.get("/v1/balances"), answer -> answer.status() == 200);
        api.post("/v1/orders", Api.newKey(), Api.orderOf(100)).expect(201);
        for (Socket socket : slow) {
            socket.close();
        }
    }
}
