package dev.payonce.receipt;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The receipts of one paid order, to a new address.
 *
 * @param total nine digits, which no digest has by chance
 */
record Receipts(Api api, String order, String email, long total) {

    static Receipts ofAPaidOrder() {
        return ofAPaidOrder(Api.newMerchant());
    }

    static Receipts ofAPaidOrder(Api api) {
        String email = "bob." + UUID.randomUUID() + "@example.com";
        return new Receipts(api, null, email, 471_108_151).in("EUR");
    }

    /** Of a new order in that currency, to the same address. */
    Receipts in(String currency) {
        String paid = api.post("/v1/orders", Api.newKey(), in(currency, Api.orderOf(total)))
                .expect(201)
                .id();
        api.post("/v1/orders/" + paid + "/payments", Api.newKey(), in(currency, Api.paymentOf(total, "pm_ok")))
                .expect(201);
        return new Receipts(api, paid, email, total);
    }

    private static String in(String currency, String body) {
        return body.replace("\"EUR\"", "\"" + currency + "\"");
    }

    /** Of the same order, to another address. */
    Receipts to(String other) {
        return new Receipts(api, order, other, total);
    }

    /** Returns once receipts can be sent: after Redis came back, the first request may still meet a dead connection. */
    static void awaitPossible() {
        Receipts any = ofAPaidOrder();
        Api.await(() -> any.send(Api.newKey()), answer -> answer.status() == 200);
    }

    Answer send(String key) {
        return Api.join(begin(key));
    }

    CompletableFuture<Answer> begin(String key) {
        return api.send(path(), key, body());
    }

    private String path() {
        return "/v1/orders/" + order + "/receipts";
    }

    private String body() {
        return "{\"email\": \"" + email + "\"}";
    }
}
