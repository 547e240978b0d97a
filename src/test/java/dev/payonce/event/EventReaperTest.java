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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class EventReaperTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String OF_DAYS_AGO = """
            INSERT INTO new_event (merchant_id, made_at, id, type, operation_ids, resource_ids, request_ids)
            SELECT merchant_id, now() - ? * interval '1 day' - n * interval '1 second', id, 'order.created', ARRAY[id], ARRAY[id],
                   ARRAY['old']
              FROM generate_series(1, ?) n, orders
             WHERE merchant_id = ?
            """;

    @Inject
    EventReaper reaper;

    private final Api api = Api.newMerchant();

    @BeforeEach
    void somethingToTellOf() {
        api.order(1);
    }

    private long left() {
        return Database.number(
                "SELECT (SELECT count(*) FROM event WHERE merchant_id = ?)"
                        + " + (SELECT count(*) FROM new_event WHERE merchant_id = ?)",
                api.merchant,
                api.merchant);
    }

    @Test
    void eventsGoAfterTheirRetentionHoweverManyAndReadOrNot() {
        Database.update(OF_DAYS_AGO, 31, 2500, api.merchant);
        api.get("/v1/events?limit=1").expect(200); // the oldest have positions now
        Database.update(OF_DAYS_AGO, 29, 10, api.merchant);
        reaper.run().await().atMost(SOON);
        assertEquals(11, left());
    }

    @Test
    void whoComesBackAfterTheRetentionGoesOnWithTheOldestThatIsKept() {
        // By its own id: the scheduler's reaper may be quicker than the reading of it.
        String last = Database.texts(OF_DAYS_AGO + "RETURNING event_id(made_at, id)::text", 31, 1, api.merchant)
                .get(0);
        api.get("/v1/events").expect(200);
        reaper.run().await().atMost(SOON);
        JsonNode following = api.get("/v1/events?after=" + last).expect(200).json();
        assertEquals(1, following.path("data").size());
    }
}
