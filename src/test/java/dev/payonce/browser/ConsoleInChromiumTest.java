package dev.payonce.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page at {@code /}, used as people use it. Pictures of its views are left in {@code target/screenshots}. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ConsoleInChromiumTest extends InChromium {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String PAYMENTS = "/payments";

    /** What the page could not cope with, and what its own policy kept it from doing. */
    private final List<String> broken = new ArrayList<>();

    @BeforeAll
    static void wait15Seconds() {
        PlaywrightAssertions.setDefaultAssertionTimeout(Duration.ofSeconds(15).toMillis());
    }

    @BeforeEach
    void useOwnMerchant() {
        // A page that is not loaded yet has no storage.
        browser.addInitScript("""
                if (location.protocol === 'http:') {
                  sessionStorage.getItem('payonce-console:api-key') ??
                    sessionStorage.setItem('payonce-console:api-key', '%s');
                }""".formatted(merchant.apiKey));
        browser.onPage(page -> {
            page.onPageError(broken::add);
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    broken.add(message.text());
                }
            });
        });
    }

    @AfterEach
    void nothingBroke() {
        assertEquals(List.of(), broken);
    }

    // ---------------------------------------------------------------- the shop

    @Test
    void aDoubleClickIsOneChargeInOneLane() {
        Page page = withOrder();
        at(page, "pay").dblclick();
        assertPaid(page);
        assertThat(at(page, "gateway-moves")).hasAttribute("data-count", "1");
        assertEquals(1, keys(PAYMENTS).size());
        assertMoved(1, 0);
    }

    @Test
    void twoSendingsAtOnceAreTwoLanesUnderOneKeyAndOneCharge() {
        Page page = withOrder();
        at(page, "pay-double").click();
        assertPaid(page);
        assertThat(lanes(page, "claimed")).hasCount(1);
        assertThat(lanes(page, "replayed")).not().hasCount(0);
        assertThat(at(page, "gateway-moves")).hasAttribute("data-count", "1");
        assertOneKeyIn(2, PAYMENTS);
        assertMoved(1, 0);
    }

    @Test
    void aReloadInTheMiddleGoesOnByItselfWithTheSameKey() {
        Page page = withOrder();
        at(page, "pay-reload").click();
        assertThat(lanes(page, "lost")).hasCount(1);
        assertPaid(page);
        assertThat(lanes(page, "replayed")).hasCount(1);
        assertThat(page.locator("#timeline [data-testid=lane][data-outcome=lost]"))
                .hasCount(1);
        assertThat(at(page, "gateway-moves")).hasAttribute("data-count", "1");
        assertOneKeyIn(2, PAYMENTS);
        assertMoved(1, 0);
        picture(page, "reload");
    }

    @Test
    void twoTabsThatPayTheSameOrderAtOncePayOnce() {
        Page one = withOrder();
        // A tab that another one opens begins with a copy of its session, and so with its order.
        Page other = one.waitForPopup(() -> one.evaluate("() => { open('/'); }"));
        assertThat(at(other, "pay")).isEnabled();
        List<Route> held = new ArrayList<>();
        once(held::add);
        at(one, "pay").click();
        at(other, "pay").click();
        one.waitForCondition(() -> !held.isEmpty());
        held.get(0).resume();
        assertPaid(one);
        assertPaid(other);
        assertThat(at(other, "gateway-moves")).hasAttribute("data-count", "1");
        assertOneKeyIn(1, PAYMENTS);
        assertMoved(1, 0);
    }

    @Test
    void offlineThePageSaysSoAndOnlineItPaysWithoutAnotherClick() {
        Page page = withOrder();
        browser.setOffline(true);
        at(page, "pay").click();
        assertThat(at(page, "error-banner")).hasAttribute("data-kind", "offline");
        assertThat(at(page, "timeline")).containsText("Offline");
        picture(page, "offline");
        assertMoved(0, 0);
        browser.setOffline(false);
        assertPaid(page);
        assertThat(at(page, "error-banner")).isHidden();
        assertOneKeyIn(1, PAYMENTS);
        assertMoved(1, 0);
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainAndTheShopIsPictured() {
        Page page = withOrder();
        at(page, "pay-lose").click();
        assertPaid(page);
        assertThat(lanes(page, "lost")).hasCount(1);
        assertThat(lanes(page, "replayed")).hasCount(1);
        assertOneKeyIn(2, PAYMENTS);
        assertMoved(1, 0);
        at(page, "refund-partial").click();
        assertThat(at(page, "order-status")).hasText("PARTIALLY_REFUNDED");
        assertThat(at(page, "gateway-moves")).hasAttribute("data-count", "2");
        assertMoved(1, 1);
        picture(page, "shop");
    }

    @Test
    void aPageOfSomethingBetweenIsNoAnswerAndIsAskedPast() {
        Page page = withOrder();
        once(route -> html(route, 502));
        at(page, "pay").click();
        assertPaid(page);
        assertThat(lanes(page, "error")).hasCount(1);
        assertThat(lanes(page, "replayed")).hasCount(1);
        assertOneKeyIn(2, PAYMENTS);
        assertMoved(1, 0);
    }

    @Test
    void nothingIsSentWhereTheStorageIsFullAndThePageSaysSo() {
        browser.addInitScript(IN_PAGE);
        Page page = withOrder();
        page.evaluate("() => sdk.fillStorage()");
        at(page, "pay").click();
        assertThat(at(page, "error-banner")).hasAttribute("data-kind", "storage");
        picture(page, "storage");
        assertEquals(List.of(), keys(PAYMENTS));
        page.evaluate("() => localStorage.removeItem('filler-0')");
        at(page, "error-banner").getByRole(AriaRole.BUTTON).click();
        assertThat(at(page, "error-banner")).isHidden();
        at(page, "pay").click();
        assertPaid(page);
        assertMoved(1, 0);
    }

    @Test
    void aDamagedKeyIsReplacedOnlyAfterAPersonGaveItUp() {
        Page page = withOrder();
        page.evaluate("""
                async (order) => {
                  const { identify } = await import('/sdk/payonce.js');
                  const wish = { order, amount: 2400, currency: 'EUR', paymentMethod: 'pm_ok' };
                  const space = Object.keys(localStorage).find((name) => name.startsWith('payonce:console-')).replace(/[^:]*$/, '');
                  localStorage.setItem(space + identify('console', 'payment.create', wish).id, '{"v":1');
                }""", at(page, "order-id").textContent());
        at(page, "pay").click();
        assertThat(at(page, "error-banner")).hasAttribute("data-kind", "corrupt");
        picture(page, "corrupt");
        assertEquals(List.of(), keys(PAYMENTS));
        assertMoved(0, 0);
        at(page, "error-banner").getByRole(AriaRole.BUTTON).click();
        at(page, "pay").click();
        assertPaid(page);
        assertMoved(1, 0);
    }

    @Test
    void aKeyThatIsTakenByAnotherOperationNamesTheFieldThatDiffers() {
        Page page = withOrder();
        String order = at(page, "order-id").textContent();
        browser.setOffline(true);
        at(page, "pay").click();
        assertThat(at(page, "timeline")).containsText("Offline");
        String key = (String) page.evaluate("""
                () => Object.values(localStorage).map((text) => { try { return JSON.parse(text); } catch { return {}; } })
                    .find(({ action, decided }) => action === 'payment.create' && decided === undefined).key""");
        merchant.pay(order, key, 2400, "pm_slow").expect(201);
        browser.setOffline(false);
        assertThat(lanes(page, "mismatch")).hasCount(1);
        assertThat(lanes(page, "mismatch")).containsText("paymentMethod");
        assertOneKeyIn(1, PAYMENTS);
        assertMoved(1, 0);
    }

    @Test
    void aDeclinedCardIsARefusalThatCanBeFollowedByAnotherCard() {
        Page page = withOrder();
        at(page, "pay-method").selectOption("pm_declined");
        at(page, "pay").click();
        assertThat(lanes(page, "refused")).containsText("card_declined");
        assertMoved(0, 0);
        at(page, "pay-method").selectOption("pm_ok");
        at(page, "pay").click();
        assertPaid(page);
        assertMoved(1, 0);
    }

    @Test
    void aShopperNeedsNoMouse() {
        Page page = view("shop");
        assertThat(at(page, "order-create")).isEnabled();
        page.keyboard().press("Tab");
        assertEquals("Skip to the content", page.evaluate("() => document.activeElement.textContent"));
        tabTo(page, "order-create");
        page.keyboard().press("Enter");
        assertThat(at(page, "order-status")).hasText("OPEN");
        tabTo(page, "pay");
        page.keyboard().press("Enter");
        assertPaid(page);
        tabTo(page, "refund-full");
        page.keyboard().press("Space");
        assertThat(at(page, "order-status")).hasText("REFUNDED");
        assertMoved(1, 1);
    }

    // ---------------------------------------------------------------- same or not?

    @Test
    void everyPresetHasItsVerdictAndClaimsNothing() {
        Map<String, Boolean> same = new LinkedHashMap<>();
        same.put("another-recipient", false);
        same.put("full-or-partial", false);
        same.put("random-nonce", true);
        same.put("item-order", true);
        same.put("number-format", true);
        same.put("other-operation", false);
        Page page = view("same");
        assertThat(page.locator("[data-testid^=preset-]")).hasCount(same.size());
        same.forEach((preset, verdict) -> {
            at(page, "preset-" + preset).click();
            // It is asked at the click, and busy until the answer is shown.
            assertThat(at(page, "verdict")).not().hasAttribute("aria-busy", "true");
            assertThat(at(page, "verdict")).hasAttribute("data-same", verdict.toString());
            boolean alike = at(page, "fingerprint-left")
                    .textContent()
                    .equals(at(page, "fingerprint-right").textContent());
            assertEquals(verdict, alike, preset);
            Locator counting = page.locator("[data-testid=field-row][data-differs=true].counts");
            assertEquals(verdict, counting.count() == 0, preset);
        });
        assertEquals(0, merchant.get("/v1/operations").json().path("data").size());
        at(page, "preset-item-order").click();
        assertThat(at(page, "verdict")).hasAttribute("data-same", "true");
        picture(page, "same");
    }

    @Test
    void whatIsEditedIsJudgedWhileItIsEdited() {
        Page page = view("same");
        at(page, "preset-number-format").click();
        assertThat(at(page, "verdict")).hasAttribute("data-same", "true");
        at(page, "right-body").fill("{\"amount\": 1e1, \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"}");
        assertThat(at(page, "preset-number-format")).hasAttribute("aria-pressed", "false");
        assertThat(at(page, "verdict")).hasAttribute("data-same", "true");
        at(page, "right-body").fill("{\"amount\": 11, \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"}");
        assertThat(at(page, "verdict")).hasAttribute("data-same", "false");
        at(page, "right-body").fill("{\"amount\": \"10\", \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"}");
        assertThat(at(page, "verdict")).hasAttribute("data-same", "invalid");
        at(page, "right-body").fill("{\"amount\": 10");
        assertThat(at(page, "verdict")).hasAttribute("data-same", "invalid");
        picture(page, "same-invalid");
    }

    // ---------------------------------------------------------------- operations

    @Test
    void anUnknownOutcomeIsDecidedBeforeTheReadersEyes() {
        Page page = view("operations");
        assertThat(at(page, "operations")).containsText("No operation yet");
        String order = merchant.order(1000);
        var paying = merchant.send(
                "/v1/orders/" + order + PAYMENTS, Api.newKey(), Api.paymentOf(1000, "pm_timeout_uncharged"));
        Locator rows = at(page, "operation-row");
        assertThat(rows).hasCount(2);
        assertThat(rows.first()).hasAttribute("data-status", "PENDING");
        picture(page, "operations");
        assertThat(rows.first()).hasAttribute("data-status", "FAILED");
        assertEquals(202, Api.join(paying).status());
        assertMoved(0, 0);
        at(page, "filter-pending").click();
        assertThat(at(page, "operations")).containsText("Nothing is PENDING");
    }

    // ---------------------------------------------------------------- the tour

    @Test
    void theTourTakesTenStepsAndEndsWithTheCurlOfEach() throws Exception {
        Page page = view("tour");
        Locator steps = at(page, "tour-step");
        assertThat(steps).hasCount(10);
        for (int i = 0; i < 10; i++) {
            at(page, "tour-next").click();
            assertThat(steps.nth(i)).hasAttribute("data-done", "true");
        }
        assertThat(page.locator("#tour [data-testid=lane][data-outcome=mismatch]"))
                .hasCount(2);
        assertMoved(2, 2);
        assertThat(at(page, "tour-step").nth(8)).containsText("Not asked any further. The key is kept");
        String curls = at(page, "tour-curl").textContent();
        picture(page, "tour");
        long calls = Pattern.compile("^curl ", Pattern.MULTILINE)
                .matcher(curls)
                .results()
                .count();
        assertTrue(calls >= 10, curls);
        assertEquals(calls, answersOf(curls));
        assertMoved(2, 2);
    }

    /** Runs what the tour ends with; each call is answered by what was decided before, with no second effect. */
    private long answersOf(String curls) throws Exception {
        Path output = Path.of("target", "tour-output.txt");
        Process shell = new ProcessBuilder("sh", "-c", curls.replaceFirst("API_KEY=\\S+", "API_KEY=" + merchant.apiKey))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(shell.waitFor(30, TimeUnit.SECONDS), "the tour's curls did not end");
        String printed = Files.readString(output);
        assertEquals(0, shell.exitValue(), printed);
        return Pattern.compile("HTTP/1.1 (200|402|422) ")
                .matcher(printed)
                .results()
                .count();
    }

    // ---------------------------------------------------------------- what goes wrong, and how it looks

    @Test
    void anApiKeyThatNobodyHasIsAskedForAnewAndThenAllGoesOn() {
        Page page = view("shop");
        page.locator("#key-toggle").click();
        enterKey(page, "sk_of_nobody");
        assertThat(page.locator("#key-problem")).containsText("No merchant has this api key.");
        picture(page, "unauthorized");
        enterKey(page, merchant.apiKey);
        assertThat(at(page, "api-key")).isHidden();
        at(page, "order-create").click();
        assertThat(at(page, "order-status")).hasText("OPEN");
        assertEquals(1, merchant.get("/v1/orders").json().path("data").size());
    }

    @Test
    void anAnswerToTheApiKeyBeforeDoesNotCountAnyMore() {
        Page page = view("shop");
        List<Route> held = new ArrayList<>();
        browser.route("**/v1/balances", route -> {
            if (route.request().headers().get("authorization").equals("Bearer sk_of_nobody")) {
                held.add(route);
            } else {
                route.fallback();
            }
        });
        page.locator("#key-toggle").click();
        enterKey(page, "sk_of_nobody");
        page.waitForCondition(() -> !held.isEmpty());
        enterKey(page, merchant.apiKey);
        assertThat(at(page, "api-key")).isHidden();
        page.waitForResponse(response -> response.status() == 401, () -> held.forEach(Route::resume));
        at(page, "order-create").click();
        assertThat(at(page, "order-status")).hasText("OPEN");
        assertThat(page.locator("body")).hasAttribute("data-merchant", "known");
    }

    @Test
    void aServerThatCannotAnswerIsSaidAndAskedAgain() {
        Consumer<Route> away = route -> route.fulfill(
                new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("application/problem+json")
                        .setBody(
                                "{\"type\": \"/problems/service-unavailable\", \"status\": 503, \"detail\": \"Come back soon.\"}"));
        browser.route("**/v1/**", away);
        Page page = view("shop");
        assertThat(at(page, "error-banner")).hasAttribute("data-kind", "unavailable");
        assertThat(at(page, "error-banner")).containsText("Come back soon.");
        picture(page, "unavailable");
        browser.unroute("**/v1/**", away);
        assertThat(at(page, "error-banner")).isHidden();
    }

    @Test
    void theThemeIsTheSystemsUntilItIsSwitchedAndThenStays() {
        Page page = view("shop");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        Object light = background(page);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Object dark = background(page);
        assertNotEquals(light, dark);
        at(page, "theme-toggle").click();
        assertEquals(light, background(page));
        page.reload();
        assertEquals(light, background(page));
    }

    // ---------------------------------------------------------------- the page

    private Page view(String name) {
        Page page = browser.newPage();
        page.navigate("/#" + name);
        assertThat(page.locator("#view-" + name)).isVisible();
        return page;
    }

    private Page withOrder() {
        Page page = view("shop");
        at(page, "order-create").click();
        assertThat(at(page, "order-status")).hasText("OPEN");
        assertThat(at(page, "pay")).isEnabled();
        return page;
    }

    private static void enterKey(Page page, String apiKey) {
        at(page, "api-key").fill(apiKey);
        at(page, "api-key").press("Enter");
    }

    private static Locator at(Page page, String hook) {
        return page.getByTestId(hook);
    }

    /** The attempts that ended so, of the intent that is the newest on the shop's timeline. */
    private static Locator lanes(Page page, String outcome) {
        return page.locator("#timeline > :first-child [data-testid=lane][data-outcome=" + outcome + "]");
    }

    private static void assertPaid(Page page) {
        assertThat(at(page, "order-status")).hasText("PAID");
    }

    /** Goes there by the Tab key alone; wherever it stops can be seen. */
    private static void tabTo(Page page, String hook) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            var focused = (Map<?, ?>) page.evaluate("""
                    () => {
                      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
                      return {
                        hook: document.activeElement.dataset.testid ?? '',
                        name: document.activeElement.outerHTML.slice(0, 80),
                        seen: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
                      };
                    }""");
            assertTrue((Boolean) focused.get("seen"), "the focus cannot be seen on " + focused.get("name"));
            if (focused.get("hook").equals(hook)) {
                return;
            }
        }
        throw new AssertionError(hook + " cannot be reached with the Tab key");
    }

    private static Object background(Page page) {
        return page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    /** Leaves three pictures of a view, and finds that a phone shows it without scrolling sideways. */
    private static void picture(Page page, String name) {
        var theme = new Page.EmulateMediaOptions();
        page.setViewportSize(1280, 900);
        page.emulateMedia(theme.setColorScheme(ColorScheme.LIGHT));
        shoot(page, name + "-light");
        page.emulateMedia(theme.setColorScheme(ColorScheme.DARK));
        shoot(page, name + "-dark");
        page.setViewportSize(375, 812);
        page.emulateMedia(theme.setColorScheme(ColorScheme.LIGHT));
        shoot(page, name + "-phone");
        assertEquals(375, page.evaluate("() => document.documentElement.scrollWidth"), name);
        page.setViewportSize(1280, 900);
    }

    private static void shoot(Page page, String name) {
        page.evaluate("() => scrollTo(0, 0)"); // what is fixed to the window would stand in the middle of the picture
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
    }
}
