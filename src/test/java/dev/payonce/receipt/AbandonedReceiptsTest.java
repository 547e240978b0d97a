package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receipt that is given up was not sent and never will be, or the answer says that it was. */
@QuarkusTest
@TestProfile(LightPath.class)
class AbandonedReceiptsTest {

    SmtpServer smtp;

    private final String key = Api.newKey();
    private Receipts receipts;

    @BeforeEach
    void aPaidOrder() {
        receipts = Receipts.ofAPaidOrder();
    }

    private Answer abandon() {
        return receipts.api().post("/v1/operations/current/abandon", key, "");
    }

    private int letters() {
        return smtp.lettersTo(receipts.email()).size();
    }

    @Test
    void aReceiptThatWasGivenUpIsNeverSent() {
        Answer abandoned = abandon().expect(200);
        assertEquals("ABANDONED", abandoned.text("status"));
        for (int i = 0; i < 2; i++) {
            Answer late = receipts.send(key).expect(409);
            assertEquals("operation-abandoned", late.problem());
            assertEquals("new-key", late.text("retry"));
        }
        assertEquals(abandoned.body(), abandon().expect(200).body());
        assertEquals(0, letters());
    }

    @Test
    void aReceiptThatWasSentCannotBeGivenUp() {
        receipts.send(key).expect(200);
        for (int i = 0; i < 2; i++) {
            Answer refused = abandon().expect(409);
            assertEquals("already-executed", refused.problem());
            assertEquals("never", refused.text("retry"));
        }
        assertEquals("ALREADY_SENT", receipts.send(key).expect(200).text("status"));
        assertEquals(1, letters());
    }

    @Test
    void aReceiptThatIsBeingSentIsNotInterrupted() {
        SmtpServer.Held held = smtp.holdNext();
        CompletableFuture<Answer> running = receipts.begin(key);
        held.awaitArrival();
        assertEquals("operation-in-progress", abandon().expect(409).problem());
        held.release();
        assertEquals("SENT", Api.join(running).expect(200).text("status"));
        assertEquals("already-executed", abandon().expect(409).problem());
    }

    @Test
    void aReceiptWhoseSendingFailedIsNeverSentAfterItWasGivenUp() {
        smtp.putOff(receipts.email());
        receipts.send(key).expect(503);
        smtp.acceptAgain(receipts.email());
        assertEquals("ABANDONED", abandon().expect(200).text("status"));
        assertEquals("operation-abandoned", receipts.send(key).expect(409).problem());
        assertEquals(0, letters());
    }

    @Test
    void aReceiptThatWasRefusedForGoodKeepsItsAnswer() {
        smtp.refuse(receipts.email());
        Answer refused = receipts.send(key).expect(409);
        assertEquals("receipt-refused", refused.problem());
        assertEquals(abandon().expect(200).body(), abandon().expect(200).body());
        Answer again = receipts.send(key).expect(409);
        assertEquals(refused.body(), again.body());
        assertTrue(again.replayed());
    }

    @Test
    void ofSendersAndAbandonmentsThatMeetExactlyOneKindIsTrue() {
        var turn = new AtomicInteger();
        List<Answer> answers = receipts.api()
                .storm(
                        40,
                        () -> turn.getAndIncrement() % 2 == 0
                                ? receipts.begin(key)
                                : receipts.api().send("/v1/operations/current/abandon", key, ""));
        boolean sent = letters() == 1;
        Set<String> told = answers.stream()
                .map(answer -> answer.problem().isEmpty() ? answer.text("status") : answer.problem())
                .filter(each -> !each.equals("operation-in-progress"))
                .collect(Collectors.toSet());
        Set<String> truth =
                sent ? Set.of("SENT", "ALREADY_SENT", "already-executed") : Set.of("ABANDONED", "operation-abandoned");
        assertTrue(truth.containsAll(told), told::toString);
        assertEquals(sent ? 409 : 200, abandon().status());
        assertEquals(sent ? 1 : 0, letters());
    }
}
