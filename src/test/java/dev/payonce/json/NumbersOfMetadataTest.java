package dev.payonce.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in metadata come back as they were sent, digit by digit, or are refused. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class NumbersOfMetadataTest {

    private static final String NUMBERS = """
            {"numbers":[1.10,1e3,1E+3,12345678901234567890,-0,-0.0,0.1e-7,0.1,3.141592653589793238462643383279,1e-400,\
            1.7976931348623157e308,100000000000000000000000000000000],"deep":{"price":10.00}}""";

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private static String with(String metadata, Command command) {
        return command.without("metadata").body().replaceFirst("\\{", "{\"metadata\": " + metadata + ", ");
    }

    private static void assertShown(Answer answer) {
        assertTrue(answer.body().contains("\"metadata\":" + NUMBERS), answer.body());
    }

    @Test
    void anOrderShowsThemAtFirstInAReplayWhenAskedForInTheListAndWhenCancelled() {
        Command command = Kind.ORDER.fresh(api);
        Answer first = api.post(command.path(), key, with(NUMBERS, command)).expect(201);
        assertShown(first);
        assertShown(api.post(command.path(), key, command.body()).expect(200));
        assertShown(api.get("/v1/orders/" + first.id()).expect(200));
        assertShown(api.get("/v1/orders").expect(200));
        assertShown(api.post("/v1/orders/" + first.id() + "/cancel", Api.newKey(), "")
                .expect(200));
    }

    @Test
    void aTransferShowsThemAtFirstInAReplayAndWhenAskedFor() {
        Command command = Kind.TRANSFER.fresh(api);
        Answer first = api.post(command.path(), key, with(NUMBERS, command)).expect(201);
        assertShown(first);
        assertShown(api.post(command.path(), key, command.body()).expect(200));
        assertShown(api.get("/v1/transfers/" + first.id()).expect(200));
    }

    @Test
    void paymentsAndRefundsKeepThem() {
        for (Kind kind : new Kind[] {Kind.PAYMENT, Kind.REFUND}) {
            Command command = kind.fresh(api);
            String id = api.post(command.path(), Api.newKey(), with(NUMBERS, command))
                    .expect(201)
                    .id();
            String table = kind == Kind.PAYMENT ? "payment" : "refund";
            assertEquals(
                    NUMBERS,
                    Database.texts("SELECT metadata FROM " + table + " WHERE id = ?::uuid", id)
                            .get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e400", "1e999999999", "1e99999999999999999999"})
    void aNumberThatMostReadersWouldTakeForInfinityIsRefused(String number) {
        Answer refused = api.post("/v1/orders", key, with("{\"n\": [" + number + "]}", Kind.ORDER.fresh(api)))
                .expect(400);
        assertEquals("metadata", refused.json().at("/violations/0/field").asText());
        assertTrue(refused.body().contains("no number out of the range of a double"), refused.body());
    }

    @Test
    void aNumberOfMoreThanAHundredDigitsIsRefused() {
        Command command = Kind.ORDER.fresh(api);
        String longest = "1." + "0".repeat(99);
        assertTrue(api.post(command.path(), key, with("{\"n\": " + longest + "}", command))
                .expect(201)
                .body()
                .contains(longest));
        Answer refused = api.post(command.path(), Api.newKey(), with("{\"n\": " + longest + "0}", command))
                .expect(400);
        assertTrue(refused.body().contains("a number or name that is too long"), refused.body());
    }
}
