package dev.payonce.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Route;
import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The SDK's promises, kept in a browser: whatever happens to a page, its storage or its network, money moves once. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@ExtendWith(Chromium.class)
class SdkInChromiumTest {
    private static final String PAYMENTS = "**/v1/orders/*/payments";

    @TestHTTPResource
    URL application;

    private final Api merchant = Api.newMerchant();
    private final String order = merchant.order(1000);
    private final Map<String, Object> payment = payment("pm_ok");

    /** The key of every request for a payment that left a page, in their order. */
    private final List<String> keys = new ArrayList<>();

    private BrowserContext browser;

    @BeforeEach
    void open() {
        browser = Chromium.browser().newContext(new Browser.NewContextOptions().setBaseURL(application.toString()));
        browser.setDefaultTimeout(Duration.ofSeconds(15).toMillis());
        browser.addInitScript(Path.of("src/test/js/in-page.js"));
        browser.onRequest(request -> {
            if (request.method().equals("POST")) {
                keys.add(request.headers().get("idempotency-key"));
            }
        });
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void theKeyIsInTheStorageBeforeAnythingIsSent() {
        Tab tab = tab();
        List<String> stored = new ArrayList<>();
        browser.route(PAYMENTS, route -> {
            stored.add(tab.evaluate("() => Object.values(localStorage)", null).toString());
            route.resume();
        });
        assertPaid(tab.pay(payment));
        assertEquals(1, stored.size());
        assertTrue(stored.get(0).contains(keys.get(0)), stored.get(0));
        assertMoved(1);
    }

    @Test
    void aDoubleClickIsOneRequest() {
        Tab tab = tab();
        tab.click(payment);
        tab.click(payment);
        tab.outcomes().forEach(SdkInChromiumTest::assertPaid);
        assertEquals(1, keys.size());
        assertMoved(1);
    }

    @Test
    void aPageThatIsReloadedInFlightGoesOnWithItsKey() {
        Map<String, Object> slow = payment("pm_slow");
        Tab tab = tab();
        tab.click(slow);
        awaitPayment();
        JsonNode outcome = tab.load().pay(slow);
        assertPaid(outcome);
        assertTrue(tab.saw("resumed"));
        assertTrue(outcome.path("replayed").asBoolean(), outcome.toString());
        assertOneKeyIn(2);
        assertMoved(1);
    }

    @Test
    void twoTabsWithOneIntentPayOnce() {
        twoTabsPayOnce(Map.of());
    }

    @Test
    void twoTabsWithOneIntentPayOnceWithoutWebLocksToo() {
        var withoutLocks = new HashMap<String, Object>();
        withoutLocks.put("locks", null);
        twoTabsPayOnce(withoutLocks);
    }

    /** Both have begun before the first answer can come. */
    private void twoTabsPayOnce(Map<String, ?> options) {
        Tab one = tab(options);
        Tab other = tab(options);
        List<Route> held = new ArrayList<>();
        Consumer<Route> hold = held::add;
        browser.route(PAYMENTS, hold);
        one.click(payment);
        other.click(payment);
        one.awaitEvent("waiting");
        other.awaitEvent("waiting");
        one.page.waitForCondition(() -> !held.isEmpty());
        browser.unroute(PAYMENTS, hold);
        held.forEach(Route::resume);
        JsonNode answer = one.outcome();
        assertPaid(answer);
        assertEquals(answer.path("body"), other.outcome().path("body"));
        assertOneKeyIn(2);
        assertMoved(1);
    }

    @Test
    void offlineNothingIsSentAndOnlineItGoesOnByItself() {
        Tab tab = tab();
        browser.setOffline(true);
        tab.click(payment);
        tab.awaitEvent("offline");
        assertMoved(0);
        browser.setOffline(false);
        JsonNode outcome = tab.outcome();
        assertPaid(outcome);
        assertEquals(1, outcome.path("attempts").asInt());
        assertMoved(1);
    }

    @Test
    void anAnswerThatTheNetworkLosesIsAskedForAgainOnceItIsBack() {
        Tab tab = tab();
        once(route -> {
            route.fetch();
            browser.setOffline(true);
            route.abort("internetdisconnected");
        });
        tab.click(payment);
        tab.awaitEvent("offline");
        assertMoved(1);
        browser.setOffline(false);
        assertReplayed(tab.outcome());
        assertOneKeyIn(2);
        assertMoved(1);
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameKey() {
        Tab tab = tab();
        once(SdkInChromiumTest::loseAnswer);
        assertReplayed(tab.pay(payment));
        assertOneKeyIn(2);
        assertMoved(1);
    }

    @Test
    void aKeyThatStandsForAnotherOperationSaysWhichFieldsDiffer() {
        Tab tab = tab();
        String key = tab.evaluate("async payment => (await sdk.intent(payment)).key", payment("pm_slow"))
                .asText();
        merchant.pay(order, key, 1000, "pm_ok").expect(201);
        JsonNode outcome = tab.pay(payment("pm_slow"));
        assertStopped("mismatch", outcome);
        assertEquals("[\"paymentMethod\"]", outcome.path("differingFields").toString());
        assertTrue(outcome.path("message").asText().contains("paymentMethod"), outcome.toString());
        assertOneKeyIn(1);
        assertMoved(1);
    }

    @Test
    void aDeclinedCardGetsANewKeyForTheNextTry() {
        Map<String, Object> declined = payment("pm_declined");
        Tab tab = tab();
        assertStopped("failed", tab.pay(declined));
        assertStopped("failed", tab.pay(declined));
        assertNotEquals(keys.get(0), keys.get(1));
        assertMoved(0);
        assertPaid(tab.pay(payment));
        assertMoved(1);
    }

    @Test
    void nothingIsSentWhereTheStorageIsFull() {
        Tab tab = tab();
        tab.evaluate("() => sdk.fillStorage()", null);
        assertStopped("storage", tab.pay(payment));
        assertNothingSent();
        tab.evaluate("() => localStorage.removeItem('filler-0')", null);
        assertPaid(tab.pay(payment));
        assertMoved(1);
    }

    @Test
    void nothingIsSentWhereTheStorageIsForbidden() {
        browser.addInitScript("""
                Object.defineProperty(globalThis, 'localStorage', {
                  get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
                });""");
        assertStopped("storage", tab().pay(payment));
        assertNothingSent();
    }

    @Test
    void withoutStorageAPageMayStillPayOnceIfItSaysSo() {
        browser.addInitScript("delete globalThis.localStorage;");
        Tab tab = tab(Map.of("allowMemory", true));
        once(SdkInChromiumTest::loseAnswer);
        tab.click(payment);
        tab.click(payment);
        tab.outcomes().forEach(SdkInChromiumTest::assertReplayed);
        assertTrue(tab.saw("memory-only"));
        assertOneKeyIn(2);
        assertMoved(1);
    }

    @Test
    void aClockThatJumpsBackKeepsTheKey() {
        Tab tab = tab();
        giveUpWithoutAnswer(tab);
        tab.page
                .clock()
                .setFixedTime(System.currentTimeMillis() - Duration.ofDays(7).toMillis());
        assertReplayed(tab.load().pay(payment));
        assertOneKeyIn(2);
        assertMoved(1);
    }

    @Test
    void aClockThatJumpsFarAheadSendsNothingUnderAKeyThatTheServerMayHaveForgotten() {
        Tab tab = tab();
        giveUpWithoutAnswer(tab);
        tab.page
                .clock()
                .setFixedTime(System.currentTimeMillis() + Duration.ofDays(365).toMillis());
        JsonNode outcome = tab.load().pay(payment);
        assertStopped("stale", outcome);
        assertEquals("unknown", outcome.path("effect").asText());
        assertOneKeyIn(1);
        assertMoved(1);
    }

    @Test
    void aClockThatIsNoneMakesNoKey() {
        Tab tab = tab();
        tab.page.clock().setFixedTime(-1);
        assertStopped("clock", tab.load().pay(payment));
        assertNothingSent();
    }

    @Test
    void aStoredIntentThatIsDamagedIsNotReplacedByANewKey() {
        Tab tab = tab();
        giveUpWithoutAnswer(tab);
        tab.evaluate("() => Object.keys(localStorage).forEach(name => localStorage[name] = '{\"v\":1')", null);
        JsonNode outcome = tab.load().pay(payment);
        assertStopped("corrupt", outcome);
        assertEquals("unknown", outcome.path("effect").asText());
        assertOneKeyIn(1);
        assertMoved(1);
    }

    @Test
    void htmlIsNoAnswerWhateverItsStatus() {
        Tab tab = tab();
        once(route -> html(route, 200));
        once(route -> html(route, 502));
        once(route -> html(route, 404));
        assertReplayed(tab.pay(payment));
        assertOneKeyIn(4);
        assertMoved(1);
    }

    @Test
    void aServerThatAnswersNothingButHtmlIsGivenUpAndTheKeyIsKept() {
        Tab tab = tab(Map.of("maxAttempts", 2));
        once(route -> html(route, 200));
        once(route -> html(route, 200));
        JsonNode outcome = tab.pay(payment);
        assertStopped("gave-up", outcome);
        assertEquals("unknown", outcome.path("effect").asText());
        assertTrue(outcome.path("message").asText().contains("not-an-answer"), outcome.toString());
        assertReplayed(tab.load().pay(payment));
        assertOneKeyIn(3);
        assertMoved(1);
    }

    // ---------------------------------------------------------------- what happens to a page

    private Tab tab() {
        return tab(Map.of());
    }

    private Tab tab(Map<String, ?> options) {
        return new Tab(browser.newPage(), merchant, options).load();
    }

    private Map<String, Object> payment(String method) {
        return Map.of("order", order, "amount", 1000, "currency", "EUR", "paymentMethod", method);
    }

    /** Treats the next request for a payment so; the one that was given last comes first. */
    private void once(Consumer<Route> treat) {
        browser.route(PAYMENTS, treat, new BrowserContext.RouteOptions().setTimes(1));
    }

    /** The server has it and answers, and the answer never arrives. */
    private static void loseAnswer(Route route) {
        route.fetch();
        route.abort("connectionreset");
    }

    /** The server has it, and something between puts its own page in the place of the answer. */
    private static void html(Route route, int status) {
        route.fetch();
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("text/html")
                .setBody("<!doctype html><title>Sign in</title>"));
    }

    /** Pays, and is left with a stored key and an effect that it knows nothing of. */
    private void giveUpWithoutAnswer(Tab tab) {
        var impatient = new Tab(tab.page, merchant, Map.of("maxAttempts", 1)).load();
        once(SdkInChromiumTest::loseAnswer);
        assertStopped("gave-up", impatient.pay(payment));
        assertMoved(1);
    }

    private void awaitPayment() {
        Api.await(
                () -> merchant.get("/v1/orders/" + order + "/payments"),
                answer -> answer.json().path("data").size() == 1);
    }

    // ---------------------------------------------------------------- what is true afterwards

    private static void assertPaid(JsonNode outcome) {
        assertEquals("done", outcome.path("code").asText(), outcome.toString());
        assertEquals("SUCCEEDED", outcome.path("body").path("status").asText(), outcome.toString());
    }

    private static void assertReplayed(JsonNode outcome) {
        assertPaid(outcome);
        assertTrue(outcome.path("replayed").asBoolean(), outcome.toString());
    }

    private static void assertStopped(String code, JsonNode outcome) {
        assertEquals("PayonceError", outcome.path("name").asText(), outcome.toString());
        assertEquals(code, outcome.path("code").asText(), outcome.toString());
        assertFalse(outcome.path("message").asText().isBlank());
    }

    private void assertOneKeyIn(int leastRequests) {
        assertTrue(keys.size() >= leastRequests, keys.toString());
        assertEquals(1, Set.copyOf(keys).size(), keys.toString());
    }

    private void assertNothingSent() {
        assertEquals(List.of(), keys);
        assertMoved(0);
    }

    /** This many entries in the gateway's statement, no more of them to come, and as many succeeded payments in the books. */
    private void assertMoved(int times) {
        assertEquals(times, merchant.statement().size());
        assertEquals(
                times,
                Database.number(
                        "SELECT count(*) FROM simulator.movement WHERE account = ? AND decision = 'ACCEPTED'",
                        merchant.merchant));
        long succeeded = 0;
        for (JsonNode each : merchant.get("/v1/orders/" + order + "/payments")
                .expect(200)
                .json()
                .path("data")) {
            succeeded += each.path("status").asText().equals("SUCCEEDED") ? 1 : 0;
        }
        assertEquals(times, succeeded);
    }
}
