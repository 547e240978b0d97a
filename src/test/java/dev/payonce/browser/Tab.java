package dev.payonce.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.payonce.Api;
import java.util.List;
import java.util.Map;

/** A tab with a page of the application's origin that moves money with the SDK ({@code in-page.js}). */
final class Tab {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Page page;
    private final Api merchant;
    private final Map<String, ?> options;

    Tab(Page page, Api merchant, Map<String, ?> options) {
        this.page = page;
        this.merchant = merchant;
        this.options = options;
    }

    /** Opens the page, or reloads it: its memory is gone then, and its storage stays. */
    Tab load() {
        page.navigate("/problems");
        evaluate("([apiKey, options]) => sdk.start(apiKey, options)", List.of(merchant.apiKey, options));
        return this;
    }

    /** Presses the button, and does not wait. */
    void click(Map<String, ?> wish) {
        evaluate("wish => sdk.click(wish)", wish);
    }

    /** Presses the button, and waits for how it ends. */
    JsonNode send(Map<String, ?> wish) {
        click(wish);
        return outcome();
    }

    /** How the one click ended. */
    JsonNode outcome() {
        JsonNode outcomes = outcomes();
        if (outcomes.size() != 1) {
            throw new AssertionError("not one outcome: " + outcomes);
        }
        return outcomes.path(0);
    }

    JsonNode outcomes() {
        return evaluate("() => sdk.outcomes()", null);
    }

    void awaitEvent(String type) {
        page.waitForFunction("type => sdk.events.includes(type)", type);
    }

    boolean saw(String type) {
        return evaluate("type => sdk.events.includes(type)", type).asBoolean();
    }

    JsonNode evaluate(String script, Object argument) {
        return JSON.valueToTree(page.evaluate(script, argument));
    }
}
