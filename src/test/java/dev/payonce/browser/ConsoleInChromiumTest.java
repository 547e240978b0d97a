package dev.payonce.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.NpmTools;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** The picture that the page shows of itself where somebody links to it, and README. */
    private static final Path CARD = Path.of("src/main/resources/META-INF/resources/console/card.png");

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

    // ---------------------------------------------------------------- the first screen

    @Test
    void oneClickPaysTwiceAndIsChargedOnceHereAndTwiceWhereNobodyKnowsKeys() throws IOException {
        Page page = withOrder();
        at(page, "pay-twice").click();
        assertThat(at(page, "keyed-score")).hasAttribute("data-charges", "1");
        assertThat(at(page, "keyless-score")).hasAttribute("data-charges", "2");
        assertPaid(page);
        assertOneKeyIn(2, PAYMENTS);
        assertMoved(1, 0);
        picture(page, "first");
        page.setViewportSize(1200, 630);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("card.png")));
        Picture.assertStillTrue(CARD, PICTURES.resolve("card.png"));
        String order = at(page, "order-id").textContent();
        at(page, "pay-twice").click();
        assertThat(at(page, "order-id")).not().hasText(order);
        assertPaid(page);
        assertMoved(2, 0);
    }

    /** There, the money moves at the same gateway, and nobody's books are concerned. */
    @Test
    void whatIsPaidWithoutAKeyIsChargedAsOftenAsItIsSent() {
        String shop = UUID.randomUUID().toString();
        for (int i = 0; i < 3; i++) {
            given().contentType(ContentType.JSON)
                    .body(Api.paymentOf(2400, "pm_ok"))
                    .post("/playground/keyless/" + shop + "/payments")
                    .then()
                    .statusCode(201);
        }
        given().get("/simulator/statement?account=" + shop)
                .then()
                .body("entries.type", equalTo(List.of("CHARGE", "CHARGE", "CHARGE")));
    }

    // ---------------------------------------------------------------- the timeline

    @Test
    void attemptsThatOverlapAreSeenToOverlapAndMoreIsBehindEach() {
        Page page = withOrder();
        at(page, "pay-double").click();
        assertPaid(page);
        assertThat(lanes(page, "executed")).hasCount(1);
        Locator newest = page.locator("#timeline > :first-child");
        BoundingBox one = newest.locator(".lane .bar").first().boundingBox();
        BoundingBox other = newest.locator(".lane .bar").nth(1).boundingBox();
        assertTrue(one.x < other.x + other.width && other.x < one.x + one.width, "they overlap");
        assertNotEquals(one.y, other.y);
        assertThat(newest.locator(".tick").first()).hasText("0");
        assertThat(newest.locator("[data-party=postgresql] .mark")).hasCount(2);
        assertThat(newest.locator("[data-party=gateway] .mark")).hasCount(1);
        Locator row = newest.locator(".attempt-row").first();
        row.focus();
        page.keyboard().press("Enter");
        assertThat(row).hasAttribute("aria-expanded", "true");
        assertThat(newest.locator(".attempt-detail").first()).isVisible();
        assertThat(newest.locator(".attempt-detail").first()).containsText("pm_ok");
        Locator older = page.locator("#timeline > :nth-child(2) header button.link");
        assertThat(older).hasAttribute("aria-expanded", "false");
        older.click();
        assertThat(older).hasAttribute("aria-expanded", "true");
        picture(page, "timeline");
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
        assertThat(lanes(page, "executed")).hasCount(1);
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
        assertEquals("pay", page.evaluate("() => document.activeElement.dataset.testid"));
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

    /** What became of others: each exhibit leads to its issue, and the server's own judgement is what its label says. */
    @Test
    void everyExhibitOfTheMuseumIsJudgedAsItsLabelSays() {
        Map<String, String> decidedBy = new LinkedHashMap<>(); // empty: the same operation
        decidedBy.put("equal-instalments", "reference");
        decidedBy.put("two-saved-cards", "paymentMethod");
        decidedBy.put("same-amount-same-day", "reference");
        decidedBy.put("hash-of-everything", "");
        decidedBy.put("order-of-members", "");
        decidedBy.put("a-key-per-call", "");
        decidedBy.put("a-key-per-click", "");
        decidedBy.put("time-in-the-key", "");
        decidedBy.put("reloaded-page", "");
        decidedBy.put("yen-times-100", "amount");
        decidedBy.put("two-refunds-at-once", "");
        decidedBy.put("silent-conflict", "amount");
        decidedBy.put("invisible-failure", "");
        decidedBy.put("refused-never-replayed", "");
        Page page = view("same");
        assertThat(page.locator("[data-testid^=exhibit-]")).hasCount(decidedBy.size());
        decidedBy.forEach((exhibit, field) -> {
            at(page, "exhibit-" + exhibit).click();
            assertThat(at(page, "verdict")).not().hasAttribute("aria-busy", "true");
            assertThat(at(page, "verdict")).hasAttribute("data-same", String.valueOf(field.isEmpty()));
            assertThat(page.locator("#preset-about .fine"))
                    .containsText(field.isEmpty() ? "The same operation" : "Two operations");
            assertThat(page.locator("#preset-about a"))
                    .hasAttribute("href", Pattern.compile("https://github\\.com/[\\w-]+/[\\w-]+/(issues|pull)/\\d+"));
            if (!field.isEmpty()) {
                assertThat(at(page, "deciding")).hasCount(1);
                assertThat(at(page, "deciding")).hasAttribute("data-field", field);
            }
        });
        assertEquals(0, merchant.get("/v1/operations").json().path("data").size());
        at(page, "exhibit-silent-conflict").click();
        assertThat(at(page, "verdict")).hasAttribute("data-same", "false");
        picture(page, "museum");
    }

    @Test
    void aLinkShowsAnotherPersonTheSameTwoRequests() {
        Page page = view("same");
        at(page, "exhibit-yen-times-100").click();
        at(page, "same-link").click();
        Page other = linked(page);
        assertThat(at(other, "exhibit-yen-times-100")).hasAttribute("aria-pressed", "true");
        String edited = "{\"amount\": 81, \"currency\": \"JPY\", \"paymentMethod\": \"pm_ö #?&%\"}";
        at(page, "right-body").fill(edited);
        at(page, "same-link").click();
        other = linked(page);
        assertThat(at(other, "right-body")).hasValue(edited);
        assertThat(at(other, "verdict")).hasAttribute("data-same", "false");
        assertThat(at(other, "deciding")).hasCount(2);
        other.navigate("/#same?r=bm9uc2Vuc2U");
        assertThat(other.locator("#preset-about")).containsText("could not be read");
    }

    private Page linked(Page page) {
        Page other = browser.newPage();
        other.navigate((String) page.evaluate("() => location.href"));
        return other;
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

    // ---------------------------------------------------------------- events

    @Test
    void anEventWhoseAnswerIsLostComesTwiceAndIsTakenOnce() {
        Page page = view("events");
        at(page, "events-go").click();
        assertThat(at(page, "events-story").locator("li").last()).containsText("taken once");
        assertThat(at(page, "events-received")).hasAttribute("data-count", Pattern.compile("[2-9]"));
        assertThat(at(page, "events-taken")).hasAttribute("data-count", "1");
        assertThat(page.locator("#events-facts")).containsText("right, each time");
        assertThat(at(page, "events-go")).not().hasAttribute("aria-disabled", "true");
        assertEquals(
                0, merchant.get("/v1/webhook-endpoints").json().path("data").size(), "nothing is left behind");
        assertMoved(1, 0);
        picture(page, "events");
    }

    // ---------------------------------------------------------------- the tour

    @Test
    void theTourTakesTenStepsOneAtATimeAndEndsWithAScript() {
        Page page = view("tour");
        Locator steps = at(page, "tour-step");
        assertThat(steps).hasCount(10);
        for (int i = 0; i < 10; i++) {
            assertThat(steps.nth(i)).isVisible();
            assertThat(page.locator("[data-testid=tour-step]:visible")).hasCount(1);
            at(page, "tour-next").click();
            assertThat(steps.nth(i).locator(".result.bad")).hasCount(0);
            assertThat(steps.nth(i)).hasAttribute("data-done", "true");
            if (i == 1) {
                picture(page, "tour");
            }
            at(page, "tour-next").click();
        }
        assertThat(page.locator("#tour [data-testid=lane][data-outcome=mismatch]"))
                .hasCount(2);
        assertMoved(2, 2);
        assertThat(steps.nth(8)).containsText("Not asked any further. The key is kept");
        assertThat(at(page, "tour-command")).containsText("/console/tour.sh");
        assertThat(at(page, "tour-script")).containsText("ORDER=$(order first-order)");
        picture(page, "tour-end");
    }

    // ---------------------------------------------------------------- the problems' pages, and the API's description

    @Test
    void everyProblemIsFoundInItsGroupWithWhatAProgramMayDoNext() {
        Page page = browser.newPage();
        page.navigate("/problems");
        assertThat(page.locator(".problems tbody tr")).hasCount(ProblemType.values().length);
        for (ProblemType type : ProblemType.values()) {
            assertThat(page.locator(".problems tr:has(a[href='" + type.uri() + "']) [data-retry]"))
                    .hasText(type.retry().wire());
        }
        picture(page, "problems");
        page.setViewportSize(390, 844);
        assertThat(page.locator("[data-retry]").first()).isVisible();
        page.setViewportSize(1280, 900);
        page.locator("a[href='/problems/idempotency-key-reused']").click();
        assertThat(page.locator("pre")).containsText("differingFields");
        picture(page, "problem");
    }

    /** As somebody does who opens it for the first time: authorize, execute, execute. */
    @Test
    void inSwaggerUiExecutingTwiceIsDoneAndThenARepetition() {
        Page page = browser.newPage();
        page.navigate("/q/swagger-ui/");
        Locator tags = page.locator(".opblock-tag");
        assertThat(tags.first()).hasAttribute("data-tag", "Orders");
        assertThat(tags.nth(1)).hasAttribute("data-tag", "Payments");
        page.locator(".btn.authorize").first().click();
        assertThat(page.locator(".auth-container h4").first()).containsText("apiKey");
        page.locator(".auth-container input").first().fill(merchant.apiKey);
        page.locator(".auth-container .btn.authorize").first().click();
        page.locator(".btn-done").first().click();
        Locator create = page.locator("#operations-Orders-placeOrder");
        create.locator(".opblock-summary-control").click();
        Locator status =
                create.locator(".live-responses-table .response-col_status").nth(1);
        create.locator(".execute").click();
        assertThat(status).containsText("201");
        create.locator(".execute").click();
        assertThat(status).containsText("200");
        assertEquals(1, merchant.get("/v1/orders").json().path("data").size());
    }

    @Test
    void axeFindsNothingOnAnyPageInEitherTheme() throws Exception {
        browser.addInitScript(NpmTools.fetched("What axe finds in the pages").file("axe-core/axe.min.js"));
        Page page = withOrder();
        at(page, "pay-twice").click();
        assertPaid(page);
        page.locator(".attempt-row").first().click();
        assertAccessible(page, "shop");
        for (String view : List.of("same", "operations", "events", "tour")) {
            at(page, "nav-" + view).click();
            assertThat(page.locator("#view-" + view)).isVisible();
            assertThat(page.locator("[aria-busy=true], .loading")).hasCount(0);
            assertAccessible(page, view);
        }
        for (String path : List.of("/problems", "/problems/payment-declined")) {
            page.navigate(path);
            assertAccessible(page, path);
        }
    }

    /** By all rules in the light; the dark has the same page in other colours. */
    private static void assertAccessible(Page page, String where) {
        var media = new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE);
        page.emulateMedia(media.setColorScheme(ColorScheme.LIGHT));
        assertEquals(List.of(), axe(page, "{ resultTypes: ['violations'] }"), where + ", light");
        page.emulateMedia(media.setColorScheme(ColorScheme.DARK));
        assertEquals(List.of(), axe(page, "{ runOnly: ['color-contrast'] }"), where + ", dark");
    }

    private static Object axe(Page page, String options) {
        return page.evaluate("""
                async () => (await axe.run(document, %s)).violations
                    .map(({ id, nodes }) => `${id}: ${nodes.map((each) => each.html).join(' ')}`)""".formatted(options));
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
        merchant.get("/v1/orders/" + at(page, "order-id").textContent()).expect(200);
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
        page.setViewportSize(390, 844);
        page.emulateMedia(theme.setColorScheme(ColorScheme.LIGHT));
        shoot(page, name + "-phone");
        assertEquals(390, page.evaluate("() => document.documentElement.scrollWidth"), name);
        page.setViewportSize(1280, 900);
    }

    private static void shoot(Page page, String name) {
        page.evaluate("() => scrollTo(0, 0)"); // what is fixed to the window would stand in the middle of the picture
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
    }
}
