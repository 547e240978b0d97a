package dev.payonce.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's notices settle what is undecided, at once, and never anything that the gateway would not answer. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@TestProfile(NoticesTest.Told.class)
class NoticesTest {

    /** Nothing is recovered: what is settled here was told. Unknown outcomes come soon. */
    public static final class Told implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "payonce.notice.secret", Gateway.SECRET,
                    "payonce.simulator.notices.secret", Gateway.SECRET,
                    "payonce.recovery-every", "PT1H",
                    "payonce.lease", "PT1H",
                    "payonce.gateway.timeout", "PT1S");
        }
    }

    private final Api api = Api.newMerchant();

    @AfterEach
    void tellsWell() {
        Gateway.tells();
    }

    // ---------------------------------------------------------------- told by the simulator

    @Test
    void aPaymentWhoseAnswerNeverCameIsSettledThoughNobodyRecoversIt() {
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        assertEquals("SUCCEEDED", payment.awaitSettled().text("status"));

        Answer answer = payment.again().expect(200);
        assertTrue(answer.replayed());
        assertEquals("SUCCEEDED", answer.text("status"));
        assertEquals(1, payment.booked());
        assertEquals(1, Undecided.noticesOf(api));
    }

    @Test
    void aRefundWhoseAnswerNeverCameIsSettledToo() {
        Undecided refund = Undecided.refund(api, "pm_refund_timeout_executed");
        assertEquals("SUCCEEDED", refund.awaitSettled().text("status"));
        assertEquals(1, refund.booked());
    }

    @Test
    void whatIsUnderWayIsToldWhenItIsDone() {
        Undecided slow = Undecided.payment(api, "pm_slow");
        assertEquals("PENDING", slow.status());
        assertEquals("SUCCEEDED", slow.awaitSettled().text("status"));
    }

    @Test
    void aRequestThatIsAnsweredBesidesGetsItsFirstAnswerWhoeverBooksIt() {
        Map<String, Integer> firstAnswers = Map.of("pm_ok", 201, "pm_declined", 402);
        firstAnswers.forEach((method, status) -> {
            var running = new ArrayList<CompletableFuture<Answer>>();
            for (int i = 0; i < 40; i++) {
                running.add(api.send(
                        "/v1/orders/" + api.order(1000) + "/payments", Api.newKey(), Api.paymentOf(1000, method)));
            }
            running.forEach(each -> {
                Answer answer = Api.join(each).expect(status);
                assertFalse(answer.replayed(), answer::toString);
            });
        });
        assertEquals(40, count("ledger_entry"));
    }

    @Test
    void whatIsToldManyTimesIsBookedOnce() {
        Gateway.tells("\"duplicates\": 30");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        assertEquals("SUCCEEDED", payment.awaitSettled().text("status"));
        assertEquals(IntStream.range(0, 31).mapToObj(each -> 204).toList(), Gateway.awaitAnswered(payment.id(), 31));
        assertEquals(1, payment.booked());
        assertEquals(1, Undecided.noticesOf(api));
    }

    @Test
    void whatIsToldOutOfOrderAndLateIsBookedAllTheSame() {
        Gateway.tells("\"reorder\": true", "\"delayMillis\": 1500");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        assertEquals("PENDING", payment.status());
        Undecided other = Undecided.payment(api, "pm_timeout_charged");
        assertEquals("SUCCEEDED", payment.awaitSettled().text("status"));
        assertEquals("SUCCEEDED", other.awaitSettled().text("status"));
    }

    @Test
    void whatIsNotToldStaysUndecidedUntilSomebodyAsks() {
        Gateway.tells("\"lose\": true");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        assertEquals("PENDING", payment.status());
        assertEquals(
                "already-executed",
                api.post("/v1/operations/current/abandon", payment.key(), "")
                        .expect(409)
                        .problem());
        assertEquals(List.of(), Gateway.answered(payment.id()));
        assertEquals(1, payment.booked());
    }

    @Test
    void whatIsForgedIsRefusedAndNothingHappens() {
        Gateway.tells("\"forge\": true");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        assertEquals(List.of(401), Gateway.awaitAnswered(payment.id(), 1));
        assertEquals("PENDING", payment.status());
        assertEquals(0, Undecided.noticesOf(api));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"duplicates\": -1", "\"duplicates\": 101", "\"delayMillis\": 600001", "\"what\": 1"})
    void aFaultThatCannotBeIsRefused(String fault) {
        assertEquals(
                400,
                io.restassured.RestAssured.given()
                        .contentType("application/json")
                        .body("{" + fault + "}")
                        .put("/simulator/notices")
                        .statusCode());
    }

    // ---------------------------------------------------------------- told by whoever knows the secret, or does not

    /** What is wrong with a notice that is no gateway's, or not of now. */
    private enum Wrong {
        WITHOUT_ID {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(null, "" + now, signed(id, now, body), body);
            }
        },
        WITHOUT_TIME {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, null, signed(id, now, body), body);
            }
        },
        UNSIGNED {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + now, null, body);
            }
        },
        STALE {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + (now - 330), signed(id, now - 330, body), body);
            }
        },
        OF_THE_FUTURE {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + (now + 330), signed(id, now + 330, body), body);
            }
        },
        REPLAYED_AS_IF_OF_NOW {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + now, signed(id, now - 330, body), body);
            }
        },
        UNDER_ANOTHER_ID {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id + "x", "" + now, signed(id, now, body), body);
            }
        },
        OF_ANOTHER_BODY {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + now, signed(id, now, body), body + " ");
            }
        },
        SIGNED_WITH_ANOTHER_SECRET {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + now, Gateway.signature(Gateway.OTHER_SECRET, id, now, body), body);
            }
        },
        OF_ANOTHER_VERSION {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + now, signed(id, now, body).replace("v1,", "v2,"), body);
            }
        },
        SIGNED_WITH_NOTHING {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "" + now, "v1, v1 , v1,AAAA \u00e9", body);
            }
        },
        AT_NO_TIME {
            @Override
            Response post(String id, long now, String body) {
                return Gateway.post(id, "soon", signed(id, now, body), body);
            }
        },
        WITH_AN_ENDLESS_ID {
            @Override
            Response post(String id, long now, String body) {
                String endless = "x".repeat(300);
                return Gateway.post(endless, "" + now, signed(endless, now, body), body);
            }
        };

        abstract Response post(String id, long now, String body);

        String signed(String id, long at, String body) {
            return Gateway.signature(Gateway.SECRET, id, at, body);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNoticeThatIsNotTheGatewaysOrNotOfNowIsRefusedAndNothingHappens(Wrong wrong) {
        Gateway.tells("\"lose\": true");
        Undecided payment = Undecided.payment(api, "pm_garbled"); // unknown at once
        String body = Gateway.notice(api.merchant, payment.id(), "EXECUTED", 1000);

        Response answer = wrong.post(Gateway.newId(), Gateway.now(), body);
        assertEquals(401, answer.statusCode());
        assertEquals("/problems/unauthorized", answer.path("type"));
        assertEquals("PENDING", payment.status());
        assertEquals(0, Undecided.noticesOf(api));
    }

    @Test
    void oneRightSignatureAmongOthersIsEnoughWhileASecretIsReplaced() {
        Gateway.tells("\"lose\": true");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        String body = Gateway.notice(api.merchant, payment.id(), "EXECUTED", 1000);
        String id = Gateway.newId();
        long now = Gateway.now();
        String signatures = "v1a,x " + Gateway.signature(Gateway.OTHER_SECRET, id, now, body) + " "
                + Gateway.signature(Gateway.SECRET, id, now, body);

        assertEquals(204, Gateway.post(id, "" + now, signatures, body).statusCode());
        assertEquals("SUCCEEDED", payment.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"data\": null}",
                "{\"data\": {\"account\": null}}",
                "{\"data\": {\"reference\": 1}}",
                "{\"data\": {\"reference\": \"no-uuid\"}}",
                "{\"data\": {\"reference\": \"00000000-0000-0000-0000-000000000001\"}} {}",
                "{\"data\": {\"reference\": \"00000000-0000-0000-0000-000000000001\", \"reference\": null}}",
                "not JSON"
            })
    void aSignedBodyThatIsNoNoticeIsABadRequest(String body) {
        Response answer = Gateway.post(Gateway.newId(), body);
        assertEquals(400, answer.statusCode());
        assertEquals("/problems/invalid-request", answer.path("type"));
    }

    @Test
    void aNoticeAboutNothingOfOursIsTakenAndNothingHappens() {
        Gateway.tells("\"lose\": true");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        Api other = Api.newMerchant();
        String unknown = UUID.randomUUID().toString();
        for (String body : List.of(
                Gateway.notice(other.merchant, payment.id(), "EXECUTED", 1000),
                Gateway.notice(UUID.randomUUID(), payment.id(), "EXECUTED", 1000),
                Gateway.notice(api.merchant, unknown, "EXECUTED", 1000),
                "{\"data\": {\"reference\": \"" + payment.id() + "\"}}")) {
            assertEquals(204, Gateway.post(Gateway.newId(), body).statusCode());
        }
        assertEquals("PENDING", payment.status());
        assertEquals(0, Undecided.noticesOf(api) + Undecided.noticesOf(other));
    }

    @Test
    void whatANoticeSaysIsNotBelievedButAskedFor() {
        Gateway.tells("\"lose\": true");
        Undecided charged = Undecided.payment(api, "pm_timeout_charged");
        Undecided uncharged = Undecided.payment(api, "pm_timeout_uncharged");
        post(charged, "REFUSED", 1);
        post(uncharged, "EXECUTED", 1000);

        assertEquals("SUCCEEDED", charged.status());
        assertEquals(1, charged.booked());
        assertEquals("PENDING", uncharged.status(), "the gateway never heard of it, and nobody barred it");
        assertEquals(0, uncharged.booked());
    }

    @Test
    void whatIsToldOfARequestThatMayRunAgainTakesThatFromNobody() {
        String order = api.order(1000);
        String key = Api.newKey();
        api.pay(order, key, 1000, "pm_flaky").expect(503);
        String payment = Database.texts(
                        "SELECT id::text FROM payment WHERE merchant_id = ?::uuid", api.merchant.toString())
                .get(0);
        assertEquals(
                204,
                Gateway.post(Gateway.newId(), Gateway.notice(api.merchant, payment, "REFUSED", 1000))
                        .statusCode());
        api.pay(order, key, 1000, "pm_flaky").expect(201);
    }

    @Test
    void whatTheGatewayCannotSayYetIsToldAgainUnderTheSameId() {
        Gateway.tells("\"lose\": true");
        Undecided slow = Undecided.payment(api, "pm_slow");
        String id = Gateway.newId();
        String body = Gateway.notice(api.merchant, slow.id(), "EXECUTED", 1000);

        Response early = Gateway.post(id, body);
        assertEquals(503, early.statusCode());
        assertEquals("same-key", early.path("retry"));
        assertEquals(0, Undecided.noticesOf(api));
        Response late = Gateway.post(id, body);
        while (late.statusCode() == 503) {
            late = Gateway.post(id, body);
        }
        assertEquals(204, late.statusCode());
        assertEquals("SUCCEEDED", slow.status());
        assertEquals(204, Gateway.post(id, body).statusCode());
        assertEquals(1, Undecided.noticesOf(api));
    }

    @Test
    void ofNoticesRetriesAndAbandonmentsThatMeetAllTellTheSame() {
        Gateway.tells("\"lose\": true");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        String body = Gateway.notice(api.merchant, payment.id(), "EXECUTED", 1000);
        List<Supplier<CompletableFuture<?>>> all = List.of(
                () -> CompletableFuture.runAsync(() -> {
                    int status = Gateway.post(Gateway.newId(), body).statusCode();
                    assertEquals(204, status);
                }),
                () -> api.send(payment.path(), payment.key(), payment.body())
                        .thenAccept(answer ->
                                assertTrue(answer.status() == 200 || answer.status() == 202, answer::toString)),
                () -> api.send("/v1/operations/current/abandon", payment.key(), "")
                        .thenAccept(answer -> assertTrue(
                                List.of("already-executed", "operation-in-progress")
                                        .contains(answer.problem()),
                                answer::toString)));
        var running = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 60; i++) {
            running.add(all.get(i % all.size()).get());
        }
        running.forEach(CompletableFuture::join);

        assertEquals("SUCCEEDED", payment.again().expect(200).text("status"));
        assertEquals(1, payment.booked());
        assertEquals(1, Api.statement(payment.id()).size());
    }

    @Test
    void idsAreForgottenWhenNobodySendsThemAnyMore() {
        Gateway.tells("\"lose\": true");
        Undecided payment = Undecided.payment(api, "pm_timeout_charged");
        for (int i = 0; i < 5; i++) {
            post(payment, "EXECUTED", 1000);
        }
        assertEquals(5, Undecided.noticesOf(api));
        Database.update(
                "UPDATE gateway_notice SET taken_at = taken_at - interval '8 days' WHERE merchant_id = ?",
                api.merchant);
        post(payment, "EXECUTED", 1000);
        assertEquals(3, Undecided.noticesOf(api));
        post(payment, "EXECUTED", 1000);
        assertEquals(2, Undecided.noticesOf(api));
    }

    private void post(Undecided about, String status, long amount) {
        assertEquals(
                204,
                Gateway.post(Gateway.newId(), Gateway.notice(api.merchant, about.id(), status, amount))
                        .statusCode());
    }

    private long count(String table) {
        return Database.number("SELECT count(*) FROM " + table + " WHERE merchant_id = ?", api.merchant);
    }
}
