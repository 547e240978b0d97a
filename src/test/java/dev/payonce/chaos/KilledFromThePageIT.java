package dev.payonce.chaos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.payonce.browser.Chromium;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console's "Kill the server here": a second process is started, dies of a payment, and the one that lives finishes it. */
@ExtendWith(Chromium.class)
class KilledFromThePageIT {

    private static final Duration START = Duration.ofSeconds(90);

    private static Lab lab;
    private static Instance server;

    @BeforeAll
    static void open() {
        lab = Lab.open("killed_from_the_page");
        server = lab.keep(
                        lab.simulator().with("PAYONCE_PLAYGROUND_ENABLED", "true", "PAYONCE_RECOVERY_EVERY", "PT0.5S"))
                .start();
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    void aPaymentOutlivesTheServerThatDiesOfItAndIsChargedOnce() {
        Merchant merchant = lab.merchant(server);
        try (BrowserContext browser = Chromium.browser()
                .newContext(
                        new Browser.NewContextOptions().setBaseURL(server.url().toString()))) {
            browser.addInitScript(
                    "sessionStorage.setItem('payonce-console:api-key', '%s')".formatted(merchant.apiKey()));
            Page page = browser.newPage();
            page.navigate("/");
            page.getByTestId("mortal-go").click();
            Locator end = page.getByTestId("mortal-story").locator("li").last();
            assertThat(end)
                    .containsText(
                            "Paid: the same key got its answer, and the gateway shows 1 charge.",
                            new LocatorAssertions.ContainsTextOptions().setTimeout(START.toMillis()));
            assertThat(page.getByTestId("order-status")).hasText("PAID");
            assertThat(page.getByTestId("keyed-score")).hasAttribute("data-charges", "1");
            assertThat(page.locator("#timeline .mark.death")).hasCount(1);
        }
        assertEquals(
                1,
                lab.number(
                        "SELECT count(*) FROM ledger_entry WHERE merchant_id = ? AND kind = 'CAPTURE'", merchant.id()));
        assertEquals(1, lab.number("SELECT count(*) FROM simulator.movement WHERE account = ?", merchant.id()));
    }
}
