package dev.payonce.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that has nothing to do with payments is idempotent by the package alone. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@TestProfile(SeatsTest.WithoutPayonce.class)
class SeatsTest {

    /** The application says nothing of tenants, problems or access: as if the package stood in an empty service. */
    public static class WithoutPayonce implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.arc.exclude-types", "dev.payonce.api.PayonceHost",
                    "quarkus.security.jaxrs.deny-unannotated-endpoints", "false");
        }
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADA = "{\"guest\": \"Ada\"}";

    @TestHTTPResource
    URI application;

    @BeforeEach
    void seats() throws Exception {
        Database.update("DROP TABLE IF EXISTS seat");
        Database.update(Files.readString(Path.of("src", "test", "resources", "sample", "V3__seats.sql")));
    }

    private final String key = UUID.randomUUID().toString();

    private HttpResponse<String> reserve(String seat, String body) {
        return send(seat, body).join();
    }

    private CompletableFuture<HttpResponse<String>> send(String seat, String body) {
        return HTTP.sendAsync(request(seat, body).header("Idempotency-Key", key).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String seat, String body) {
        return HttpRequest.newBuilder(application.resolve("/seats/" + seat + "/reservations"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return JSON.readTree(response.body());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private static long reservations() {
        return Database.number("SELECT count(*) FROM seat WHERE reservation IS NOT NULL");
    }

    private long keys() {
        return Database.number("SELECT count(*) FROM idempotency_key WHERE key = ?", key);
    }

    @Test
    void theFirstRequestReservesAndTheNextIsToldTheSame() throws Exception {
        HttpResponse<String> first = reserve("12A", ADA);
        assertEquals(201, first.statusCode(), first.body());
        assertEquals("/seats/12A/reservations/" + json(first).path("id").asText(), header(first, "Location"));
        assertTrue(json(first).hasNonNull("createdAt"), first.body());
        assertNull(header(first, "Idempotent-Replayed"));

        HttpResponse<String> again = reserve("12A", "{\"note\": \"by the window\", \"guest\": \"Ada\"}");
        assertEquals(200, again.statusCode(), again.body());
        assertEquals(first.body(), again.body());
        assertEquals(header(first, "Location"), header(again, "Location"));
        assertEquals("true", header(again, "Idempotent-Replayed"));
        assertEquals("true", header(again, "X-Idempotent-Result"));
        assertTrue(again.headers().firstValue("X-Original-Request-ID").isPresent());
        assertEquals(1, reservations());
    }

    @Test
    void anotherSeatOrGuestUnderTheSameKeyIsRefused() throws Exception {
        reserve("12A", ADA);
        for (HttpResponse<String> other : List.of(reserve("12A", "{\"guest\": \"Grace\"}"), reserve("12B", ADA))) {
            assertEquals(422, other.statusCode(), other.body());
            assertEquals(
                    "/problems/idempotency-key-reused", json(other).path("type").asText());
            assertEquals("new-key", json(other).path("retry").asText());
            assertTrue(json(other).path("differingFields").size() == 1, other.body());
        }
        assertEquals(1, reservations());
    }

    @Test
    void aRefusalIsRememberedAndNothingElseIs() throws Exception {
        HttpResponse<String> missing = reserve("99Z", ADA);
        assertEquals(404, missing.statusCode(), missing.body());
        assertEquals("application/problem+json", header(missing, "Content-Type"));
        Database.update("INSERT INTO seat (name) VALUES ('99Z')");
        HttpResponse<String> again = reserve("99Z", ADA);
        assertEquals(404, again.statusCode(), again.body());
        assertEquals(missing.body(), again.body());
        assertEquals("true", header(again, "Idempotent-Replayed"));
        assertEquals(0, reservations());
    }

    @Test
    void aSeatThatIsTakenIsAConflictThatIsRemembered() throws Exception {
        Database.update("UPDATE seat SET reservation = gen_random_uuid()");
        HttpResponse<String> taken = reserve("12A", ADA);
        assertEquals(409, taken.statusCode(), taken.body());
        assertEquals("/problems/seat-taken", json(taken).path("type").asText());
        assertEquals("Seat taken", json(taken).path("title").asText());
        Database.update("UPDATE seat SET reservation = NULL");
        assertEquals(taken.body(), reserve("12A", ADA).body());
        assertEquals(0, reservations());
    }

    @Test
    void workThatFailsLeavesNoClaimAndTheKeyRunsAgain() {
        Database.update("ALTER TABLE seat ADD CONSTRAINT nobody CHECK (guest IS NULL)");
        assertEquals(500, reserve("12A", ADA).statusCode());
        assertEquals(0, keys());
        Database.update("ALTER TABLE seat DROP CONSTRAINT nobody");
        assertEquals(201, reserve("12A", ADA).statusCode());
    }

    @Test
    void aHundredAtOnceReserveOnce() throws Exception {
        List<HttpResponse<String>> answers = Stream.generate(() -> send("12A", ADA)).limit(100).toList().stream()
                .map(CompletableFuture::join)
                .toList();
        assertEquals(
                1, answers.stream().filter(each -> each.statusCode() == 201).count());
        assertEquals(
                99, answers.stream().filter(each -> each.statusCode() == 200).count());
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        assertEquals(1, reservations());
    }

    @Test
    void aRequestWithoutAUsableKeyIsToldWhatToSend() throws Exception {
        HttpResponse<String> none = HTTP.send(request("12A", ADA).build(), BodyHandlers.ofString());
        assertEquals(400, none.statusCode(), none.body());
        assertEquals(
                "/problems/idempotency-key-missing", json(none).path("type").asText());
        assertEquals("never", json(none).path("retry").asText());
        assertEquals(0, reservations());
    }
}
