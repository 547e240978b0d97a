package dev.payonce.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Route;
import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SDK's promises, kept in a browser: whatever happens to a page, its storage or its network, money moves once. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SdkInChromiumTest extends InChromium {

    /** Nothing but the key keeps two partial refunds of 100 from being two: a second effect would be seen. */
    private final Map<String, Object> refund =
            Map.of("action", "refund.create", "payment", merchant.paid(1000), "kind", "PARTIAL", "amount", 100);

    @BeforeEach
    void bringTheSdk() {
        browser.addInitScript(IN_PAGE);
    }

    @Test
    void theKeyIsInTheStorageBeforeAnythingIsSent() {
        Tab tab = tab();
        List<String> stored = new ArrayList<>();
        browser.route(WISHES, route -> {
            stored.add(tab.evaluate("() => Object.values(localStorage)", null).toString());
            route.resume();
        });
        assertDone(tab.send(refund));
        assertEquals(1, stored.size());
        assertTrue(stored.get(0).contains(keys("").get(0)), stored.get(0));
        assertRefunds(1);
    }

    @Test
    void aDoubleClickIsOneRequest() {
        Tab tab = tab();
        tab.click(refund);
        tab.click(refund);
        tab.outcomes().forEach(SdkInChromiumTest::assertDone);
        assertEquals(1, keys("").size());
        assertRefunds(1);
    }

    @Test
    void aPageThatIsReloadedInFlightGoesOnWithItsKey() {
        String order = merchant.order(1000);
        Map<String, Object> slow = payment(order, "pm_slow");
        Tab tab = tab();
        tab.click(slow);
        awaitPaymentOf(order);
        JsonNode outcome = tab.load().send(slow);
        assertDone(outcome);
        assertTrue(tab.saw("resumed"));
        assertTrue(outcome.path("replayed").asBoolean(), outcome.toString());
        assertOneKeyIn(2);
        assertMoved(2, 0);
    }

    @Test
    void twoTabsWithOneIntentMoveMoneyOnce() {
        twoTabsMoveMoneyOnce(Map.of());
    }

    @Test
    void twoTabsWithOneIntentMoveMoneyOnceWithoutWebLocksToo() {
        var withoutLocks = new HashMap<String, Object>();
        withoutLocks.put("locks", null);
        twoTabsMoveMoneyOnce(withoutLocks);
    }

    /** Both have begun before the first answer can come. */
    private void twoTabsMoveMoneyOnce(Map<String, ?> options) {
        Tab one = tab(options);
        Tab other = tab(options);
        List<Route> held = new ArrayList<>();
        Consumer<Route> hold = held::add;
        browser.route(WISHES, hold);
        one.click(refund);
        other.click(refund);
        one.awaitEvent("waiting");
        other.awaitEvent("waiting");
        one.page.waitForCondition(() -> !held.isEmpty());
        browser.unroute(WISHES, hold);
        held.forEach(Route::resume);
        JsonNode answer = one.outcome();
        assertDone(answer);
        assertEquals(answer.path("body"), other.outcome().path("body"));
        assertOneKeyIn(2);
        assertRefunds(1);
    }

    @Test
    void offlineNothingIsSentAndOnlineItGoesOnByItself() {
        Tab tab = tab();
        browser.setOffline(true);
        tab.click(refund);
        tab.awaitEvent("offline");
        assertRefunds(0);
        browser.setOffline(false);
        JsonNode outcome = tab.outcome();
        assertDone(outcome);
        assertEquals(1, outcome.path("attempts").asInt());
        assertRefunds(1);
    }

    @Test
    void anAnswerThatTheNetworkLosesIsAskedForAgainOnceItIsBack() {
        Tab tab = tab();
        once(route -> {
            route.fetch();
            browser.setOffline(true);
            route.abort("internetdisconnected");
        });
        tab.click(refund);
        tab.awaitEvent("offline");
        assertRefunds(1);
        browser.setOffline(false);
        assertReplayed(tab.outcome());
        assertOneKeyIn(2);
        assertRefunds(1);
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameKey() {
        Tab tab = tab();
        once(InChromium::loseAnswer);
        assertReplayed(tab.send(refund));
        assertOneKeyIn(2);
        assertRefunds(1);
    }

    @Test
    void aKeyThatStandsForAnotherOperationSaysWhichFieldsDiffer() {
        Tab tab = tab();
        String key = tab.evaluate("async wish => (await sdk.intent(wish)).key", refund)
                .asText();
        merchant.refund((String) refund.get("payment"), key, Api.partialOf(200)).expect(201);
        JsonNode outcome = tab.send(refund);
        assertStopped("mismatch", outcome);
        assertEquals("[\"amount\"]", outcome.path("differingFields").toString());
        assertTrue(outcome.path("message").asText().contains("amount"), outcome.toString());
        assertOneKeyIn(1);
        assertMoved(1, 1);
    }

    @Test
    void aDeclinedCardGetsANewKeyForTheNextTry() {
        String order = merchant.order(1000);
        Map<String, Object> declined = payment(order, "pm_declined");
        Tab tab = tab();
        assertStopped("failed", tab.send(declined));
        assertStopped("failed", tab.send(declined));
        assertNotEquals(keys("").get(0), keys("").get(1));
        assertMoved(1, 0);
        assertDone(tab.send(payment(order, "pm_ok")));
        assertMoved(2, 0);
    }

    @Test
    void whatIsGivenUpBeforeItArrivesMovesNothingAndWhatHasHappenedIsSaid() {
        Tab tab = tab();
        JsonNode abandoned = tab.evaluate("async wish => (await sdk.intent(wish)).abandon()", refund);
        assertFalse(abandoned.path("executed").asBoolean(true), abandoned.toString());
        assertEquals("ABANDONED", abandoned.path("body").path("status").asText());
        String late = abandoned.path("key").asText();
        assertEquals(
                "operation-abandoned",
                merchant.refund((String) refund.get("payment"), late, Api.partialOf(100))
                        .expect(409)
                        .problem());
        assertRefunds(0);

        assertDone(tab.send(refund));
        JsonNode tooLate = tab.evaluate("async wish => (await sdk.intent(wish)).abandon()", refund);
        assertTrue(tooLate.path("executed").asBoolean(), tooLate.toString());
        assertNotEquals(late, tooLate.path("key").asText());
        assertTrue(tooLate.path("resource").asText().startsWith("/v1/refunds/"), tooLate.toString());
        assertRefunds(1);
    }

    @Test
    void nothingIsSentWhereTheStorageIsFull() {
        Tab tab = tab();
        tab.evaluate("() => sdk.fillStorage()", null);
        assertStopped("storage", tab.send(refund));
        assertNothingSent();
        tab.evaluate("() => localStorage.removeItem('filler-0')", null);
        assertDone(tab.send(refund));
        assertRefunds(1);
    }

    @Test
    void nothingIsSentWhereTheStorageIsForbidden() {
        browser.addInitScript("""
                Object.defineProperty(globalThis, 'localStorage', {
                  get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
                });""");
        assertStopped("storage", tab().send(refund));
        assertNothingSent();
    }

    @Test
    void withoutStorageAPageMayStillMoveMoneyOnceIfItSaysSo() {
        browser.addInitScript("delete globalThis.localStorage;");
        Tab tab = tab(Map.of("allowMemory", true));
        once(InChromium::loseAnswer);
        tab.click(refund);
        tab.click(refund);
        tab.outcomes().forEach(SdkInChromiumTest::assertReplayed);
        assertTrue(tab.saw("memory-only"));
        assertOneKeyIn(2);
        assertRefunds(1);
    }

    @Test
    void aClockThatJumpsBackKeepsTheKey() {
        Tab tab = tab();
        giveUpWithoutAnswer(tab);
        tab.page
                .clock()
                .setFixedTime(System.currentTimeMillis() - Duration.ofDays(7).toMillis());
        assertReplayed(tab.load().send(refund));
        assertOneKeyIn(2);
        assertRefunds(1);
    }

    @Test
    void aClockThatJumpsFarAheadSendsNothingUnderAKeyThatTheServerMayHaveForgotten() {
        Tab tab = tab();
        giveUpWithoutAnswer(tab);
        tab.page
                .clock()
                .setFixedTime(System.currentTimeMillis() + Duration.ofDays(365).toMillis());
        JsonNode outcome = tab.load().send(refund);
        assertStopped("stale", outcome);
        assertEquals("unknown", outcome.path("effect").asText());
        assertOneKeyIn(1);
        assertRefunds(1);
    }

    @Test
    void aClockThatIsNoneMakesNoKey() {
        Tab tab = tab();
        tab.page.clock().setFixedTime(-1);
        assertStopped("clock", tab.load().send(refund));
        assertNothingSent();
    }

    @Test
    void aStoredIntentThatIsDamagedIsNotReplacedByANewKey() {
        Tab tab = tab();
        giveUpWithoutAnswer(tab);
        tab.evaluate("() => Object.keys(localStorage).forEach(name => localStorage[name] = '{\"v\":1')", null);
        JsonNode outcome = tab.load().send(refund);
        assertStopped("corrupt", outcome);
        assertEquals("unknown", outcome.path("effect").asText());
        assertOneKeyIn(1);
        assertRefunds(1);
    }

    @Test
    void htmlIsNoAnswerWhateverItsStatus() {
        Tab tab = tab();
        once(route -> html(route, 200));
        once(route -> html(route, 502));
        once(route -> html(route, 404));
        assertReplayed(tab.send(refund));
        assertOneKeyIn(4);
        assertRefunds(1);
    }

    @Test
    void aServerThatAnswersNothingButHtmlIsGivenUpAndTheKeyIsKept() {
        Tab tab = tab(Map.of("maxAttempts", 2));
        once(route -> html(route, 200));
        once(route -> html(route, 200));
        JsonNode outcome = tab.send(refund);
        assertStopped("gave-up", outcome);
        assertEquals("unknown", outcome.path("effect").asText());
        assertTrue(outcome.path("message").asText().contains("not-an-answer"), outcome.toString());
        assertReplayed(tab.load().send(refund));
        assertOneKeyIn(3);
        assertRefunds(1);
    }

    // ---------------------------------------------------------------- what happens to a page

    private Tab tab() {
        return tab(Map.of());
    }

    private Tab tab(Map<String, ?> options) {
        return new Tab(browser.newPage(), merchant, options).load();
    }

    private static Map<String, Object> payment(String order, String method) {
        return Map.of(
                "action", "payment.create", "order", order, "amount", 1000, "currency", "EUR", "paymentMethod", method);
    }

    /** Refunds, and is left with a stored key and an effect that it knows nothing of. */
    private void giveUpWithoutAnswer(Tab tab) {
        var impatient = new Tab(tab.page, merchant, Map.of("maxAttempts", 1)).load();
        once(InChromium::loseAnswer);
        assertStopped("gave-up", impatient.send(refund));
        assertRefunds(1);
    }

    // ---------------------------------------------------------------- what is true afterwards

    private static void assertDone(JsonNode outcome) {
        assertEquals("done", outcome.path("code").asText(), outcome.toString());
        assertEquals("SUCCEEDED", outcome.path("body").path("status").asText(), outcome.toString());
    }

    private static void assertReplayed(JsonNode outcome) {
        assertDone(outcome);
        assertTrue(outcome.path("replayed").asBoolean(), outcome.toString());
    }

    private static void assertStopped(String code, JsonNode outcome) {
        assertEquals("PayonceError", outcome.path("name").asText(), outcome.toString());
        assertEquals(code, outcome.path("code").asText(), outcome.toString());
        assertFalse(outcome.path("message").asText().isBlank());
    }

    private void assertOneKeyIn(int leastRequests) {
        assertOneKeyIn(leastRequests, "");
    }

    private void assertNothingSent() {
        assertEquals(List.of(), keys(""));
        assertRefunds(0);
    }

    private void assertRefunds(int times) {
        assertMoved(1, times);
    }
}
