package dev.payonce.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class EventReaperTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String OF_DAYS_AGO = """
            INSERT INTO event (merchant_id, id, type, created_at, operation_id, request_id, resource, data)
            SELECT ?, event_id(at, gen_random_uuid()), 'order.created', at, gen_random_uuid(), 'old', '/v1/orders/' || n, '{}'
              FROM generate_series(1, ?) n, LATERAL (SELECT now() - ? * interval '1 day' - n * interval '1 second') t (at)
            """;

    @Inject
    EventReaper reaper;

    private final Api api = Api.newMerchant();

    private long left() {
        return Database.number("SELECT count(*) FROM event WHERE merchant_id = ?", api.merchant);
    }

    @Test
    void eventsGoAfterTheirRetentionHoweverManyAndReadOrNot() {
        Database.update(OF_DAYS_AGO, api.merchant, 1500, 31);
        api.get("/v1/events?limit=1").expect(200); // the oldest thousand have positions now
        Database.update(OF_DAYS_AGO, api.merchant, 10, 29);
        api.order(1);
        reaper.run().await().atMost(SOON);
        assertEquals(11, left());
    }

    @Test
    void whoComesBackAfterTheRetentionGoesOnWithTheOldestThatIsKept() {
        // By its own id: the scheduler's reaper may be quicker than the reading of it.
        String last = Database.texts(OF_DAYS_AGO + "RETURNING id::text", api.merchant, 1, 31)
                .get(0);
        api.get("/v1/events").expect(200);
        api.order(1);
        reaper.run().await().atMost(SOON);
        JsonNode following = api.get("/v1/events?after=" + last).expect(200).json();
        assertEquals(1, following.path("data").size());
    }
}
