package dev.payonce.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Route;
import dev.payonce.Api;
import dev.payonce.Database;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each test has a merchant and a browser profile of its own: no other's money, no other's storage. */
@ExtendWith(Chromium.class)
abstract class InChromium {
    static final Path IN_PAGE = Path.of("src/test/js/in-page.js");
    static final String WISHES = "**/v1/{orders,payments}/**";

    @TestHTTPResource
    URL application;

    final Api merchant = Api.newMerchant();

    BrowserContext browser;

    private record Sent(String path, String key) {}

    private final List<Sent> sent = new ArrayList<>();

    @BeforeEach
    void open() {
        browser = Chromium.browser().newContext(new Browser.NewContextOptions().setBaseURL(application.toString()));
        browser.setDefaultTimeout(Duration.ofSeconds(15).toMillis());
        browser.onRequest(request -> {
            String key = request.headers().get("idempotency-key");
            if (key != null) {
                sent.add(new Sent(request.url(), key));
            }
        });
    }

    @AfterEach
    void close() {
        browser.close();
    }

    /** The key of every request that left a page for a path with this end, in their order. */
    final List<String> keys(String end) {
        return sent.stream()
                .filter(each -> each.path.endsWith(end))
                .map(Sent::key)
                .toList();
    }

    // ---------------------------------------------------------------- what happens to a page

    /** Treats the next request to move money so; the one that was given last comes first. */
    final void once(Consumer<Route> treat) {
        var treated = new AtomicBoolean();
        browser.route(WISHES, route -> {
            if (route.request().method().equals("POST") && treated.compareAndSet(false, true)) {
                treat.accept(route);
            } else {
                route.fallback();
            }
        });
    }

    /** The server has it and answers, and the answer never arrives. */
    static void loseAnswer(Route route) {
        route.fetch();
        route.abort("connectionreset");
    }

    /** The server has it, and something between puts its own page in the place of the answer. */
    static void html(Route route, int status) {
        route.fetch();
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("text/html")
                .setBody("<!doctype html><title>Sign in</title>"));
    }

    final void awaitPaymentOf(String order) {
        Api.await(
                () -> merchant.get("/v1/orders/" + order + "/payments"),
                answer -> answer.json().path("data").size() == 1);
    }

    // ---------------------------------------------------------------- what is true afterwards

    final void assertOneKeyIn(int leastRequests, String end) {
        List<String> keys = keys(end);
        assertTrue(keys.size() >= leastRequests, keys.toString());
        assertEquals(1, Set.copyOf(keys).size(), keys.toString());
    }

    /** So many entries in the gateway's statement, no more of them to come, and the same in our books. */
    final void assertMoved(int charges, int refunds) {
        JsonNode statement = merchant.statement();
        assertEquals(
                charges,
                statement.findValuesAsText("type").stream()
                        .filter("CHARGE"::equals)
                        .count());
        assertEquals(
                refunds,
                statement.findValuesAsText("type").stream()
                        .filter("REFUND"::equals)
                        .count());
        assertEquals(
                charges + refunds,
                Database.number(
                        "SELECT count(*) FROM simulator.movement WHERE account = ? AND decision = 'ACCEPTED'",
                        merchant.merchant));
        JsonNode balance = merchant.balance("EUR");
        assertEquals(sumOf("CHARGE", statement), balance.path("captured").asLong());
        assertEquals(sumOf("REFUND", statement), balance.path("refunded").asLong());
    }

    private static long sumOf(String type, JsonNode statement) {
        long sum = 0;
        for (JsonNode entry : statement) {
            sum += entry.path("type").asText().equals(type)
                    ? entry.path("amount").asLong()
                    : 0;
        }
        return sum;
    }
}
