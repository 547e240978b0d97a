package dev.payonce.canary;

import dev.payonce.Api;

/** What must not be found again, each a text that nothing else has. */
enum Secret {
    /** Sixteen digits that a card could have. */
    CARD("4539578763621486"),
    API_KEY(null) {
        @Override
        String text() {
            return Merchant.API.apiKey;
        }
    },
    WRONG_API_KEY("sk_canary7c41d0c2guess"),
    ADMIN_TOKEN("canary7c41d0c2admin"),
    WRONG_ADMIN_TOKEN("canary7c41d0c2admin_guess"),
    /** Part of every key that something is done under. */
    IDEMPOTENCY_KEY("canary7c41d0c2key"),
    /** One that comes with nothing but requests that are refused. */
    UNUSED_KEY("canary7c41d0c2unused"),
    EMAIL("canary7c41d0c2mail@example.com"),
    /** What webhooks are signed with: a mark of ours in base 64. */
    WEBHOOK_SECRET("whsec_Y2FuYXJ5N2M0MWQwYzItd2ViaG9vay1zZWNyZXQh");

    /** Made once the application runs. */
    private static final class Merchant {
        static final Api API = Api.newMerchant();
    }

    private final String text;

    Secret(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Who has the api key. */
    static Api merchant() {
        return Merchant.API;
    }
}
