package dev.payonce.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The examples' JSON. All of them tell one story: an order, its payment, a refund of part of it, a transfer. */
final class Examples {

    static final String ORDER = """
            {"id": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31", "status": "OPEN", "customer": "cus_ada", "currency": "EUR",
             "total": 2400, "amountRefunded": 0, "items": [{"sku": "tea-100g", "quantity": 2, "unitPrice": 1200}],
             "reference": "2026-000123", "note": "Leave it at the door", "metadata": {"channel": "web"},
             "createdAt": "2026-11-23T08:00:00.000000Z"}""";

    static final String CANCELLED_ORDER =
            ORDER.replace("\"OPEN\"", "\"CANCELLED\"").replace("2026-000123", "2026-000124");

    static final String PAYMENT = """
            {"id": "019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "orderId": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31",
             "status": "SUCCEEDED", "amount": 2400, "currency": "EUR", "paymentMethod": "pm_ok", "amountRefunded": 0,
             "failureCode": null, "gatewayReference": "019ab0c4-8c2f-7aa0-8b11-0d9e8f7a6b5c",
             "createdAt": "2026-11-23T08:00:04.000000Z"}""";

    static final String REFUND = """
            {"id": "019ab0c4-9d31-7c7f-8e2b-6b5a4c3d2e1f", "paymentId": "019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b",
             "orderId": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31", "kind": "PARTIAL", "status": "SUCCEEDED",
             "amount": 400, "currency": "EUR", "reference": "return-17", "failureCode": null,
             "createdAt": "2026-11-23T09:30:00.000000Z"}""";

    static final String TRANSFER = """
            {"id": "019ab0c4-ae42-7d80-9d1c-5a4b3c2d1e0f", "status": "SUCCEEDED", "recipient": "acct_supplier",
             "amount": 1500, "currency": "EUR", "reference": "payout-9", "memo": "November", "metadata": null,
             "createdAt": "2026-11-23T10:00:00.000000Z"}""";

    static final String EVENT = """
            {"id": "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b", "type": "payment.succeeded",
             "createdAt": "2026-11-23T08:00:04.120000Z", "operation": "/v1/operations/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b",
             "requestId": "019ab0c4-7a11-7c55-9d0e-5a2f3c1b7e90",
             "resource": "/v1/payments/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "data":""" + PAYMENT + "}";

    static final String WEBHOOK_ENDPOINT = """
            {"name": "shop", "url": "https://shop.example/payonce", "types": ["payment.succeeded", "payment.failed"],
             "status": "ENABLED", "createdAt": "2026-11-23T07:00:00.000000Z"}""";

    static final String ABANDONED_OPERATION = """
            {"id": "019ab0c4-9d31-7c7f-8e4b-8d2e3f4a5b6c", "operation": null, "status": "ABANDONED", "identity": null,
             "attempts": 1, "needsAttention": false, "createdAt": "2026-11-23T08:00:04.000000Z",
             "completedAt": "2026-11-23T08:00:04.000000Z", "expiresAt": "2026-11-24T08:00:04.000000Z", "resource": null,
             "responseStatus": null}""";

    static final String DECIDED_OPERATION = """
            {"id": "019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "operation": "payment.create", "status": "SUCCEEDED",
             "identity": {"amount": 2400, "currency": "EUR", "order": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31",
             "paymentMethod": "pm_ok"}, "attempts": 1, "needsAttention": false, "createdAt": "2026-11-23T08:00:04.000000Z",
             "completedAt": "2026-11-23T08:00:04.120000Z", "expiresAt": "2026-11-24T08:00:04.120000Z",
             "resource": "/v1/payments/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "responseStatus": 201}""";

    static final String COMPARISON = """
            {"same": true,
             "left": {"version": 1, "canonical": "{\\"order\\":\\"019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31\\"}",
             "fingerprint": "4876d5ca3c60dd8b073fc56543f741b2fdf86248ded2ef302fd7ba638001867b", "problem": null},
             "right": {"version": 1, "canonical": "{\\"order\\":\\"019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31\\"}",
             "fingerprint": "4876d5ca3c60dd8b073fc56543f741b2fdf86248ded2ef302fd7ba638001867b", "problem": null},
             "fields": [{"field": "reason", "identity": false, "left": null, "right": "\\"Ordered twice by mistake\\"",
             "differs": true, "writtenDifferently": false, "reason": "Why, not what: the order is cancelled or it is not."}],
             "differingFields": [],
             "explanation": "They agree in all that counts; what is not alike (reason) does not change what is meant."}""";

    private static final JsonMapper JSON = new JsonMapper();

    private Examples() {}

    /** A page with one entry. */
    static String page(String entry) {
        return page(entry, null);
    }

    /** A page with one entry, and where the next one begins. */
    static String page(String entry, String nextCursor) {
        return "{\"data\": [" + entry + "], \"nextCursor\": " + (nextCursor == null ? null : "\"" + nextCursor + "\"")
                + "}";
    }

    /** JSON as the model wants it: maps, lists and plain values. */
    static Object parse(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + json, e);
        }
    }
}
