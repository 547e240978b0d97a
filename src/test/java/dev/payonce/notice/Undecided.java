package dev.payonce.notice;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import java.util.UUID;

/** A payment or refund whose outcome nobody knows here. */
record Undecided(Api api, String key, String path, String body, String id) {

    static Undecided payment(Api api, String method) {
        String path = "/v1/orders/" + api.order(1000) + "/payments";
        return begun(api, path, Api.paymentOf(1000, method));
    }

    static Undecided refund(Api api, String method) {
        return begun(api, "/v1/payments/" + api.paid(1000, method) + "/refunds", Api.partialOf(400));
    }

    private static Undecided begun(Api api, String path, String body) {
        String key = Api.newKey();
        return new Undecided(
                api, key, path, body, api.post(path, key, body).expect(202).id());
    }

    String status() {
        return api.current(key).expect(200).text("status");
    }

    Answer awaitSettled() {
        return Api.await(() -> api.current(key), found -> !found.text("status").equals("PENDING"));
    }

    /** The same request again. */
    Answer again() {
        return api.post(path, key, body);
    }

    /** How often money of ours was booked under it. */
    long booked() {
        return Database.number(
                "SELECT count(*) FROM ledger_entry WHERE merchant_id = ? AND id = ?",
                api.merchant,
                UUID.fromString(id));
    }

    /** How many notices of the merchant's are known. */
    static long noticesOf(Api api) {
        return Database.number("SELECT count(*) FROM gateway_notice WHERE merchant_id = ?", api.merchant);
    }
}
