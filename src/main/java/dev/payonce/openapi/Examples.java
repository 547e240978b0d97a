package dev.payonce.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * The examples' JSON, by the schema of which they are. All of them tell one story: an order, its payment, a refund of part of
 * it, a transfer.
 */
final class Examples {

    private static final String ORDER = """
            {"id": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31", "status": "OPEN", "customer": "cus_ada", "currency": "EUR",
             "total": 2400, "amountRefunded": 0, "items": [{"sku": "tea-100g", "quantity": 2, "unitPrice": 1200}],
             "reference": "2026-000123", "note": "Leave it at the door", "metadata": {"channel": "web"},
             "createdAt": "2026-11-23T08:00:00.000000Z"}""";

    private static final String CANCELLED_ORDER =
            ORDER.replace("\"OPEN\"", "\"CANCELLED\"").replace("2026-000123", "2026-000124");

    private static final String PAYMENT = """
            {"id": "019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "orderId": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31",
             "status": "SUCCEEDED", "amount": 2400, "currency": "EUR", "paymentMethod": "pm_ok", "amountRefunded": 0,
             "failureCode": null, "gatewayReference": "019ab0c4-8c2f-7aa0-8b11-0d9e8f7a6b5c",
             "createdAt": "2026-11-23T08:00:04.000000Z"}""";

    private static final String REFUND = """
            {"id": "019ab0c4-9d31-7c7f-8e2b-6b5a4c3d2e1f", "paymentId": "019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b",
             "orderId": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31", "kind": "PARTIAL", "status": "SUCCEEDED",
             "amount": 400, "currency": "EUR", "reference": "return-17", "failureCode": null,
             "createdAt": "2026-11-23T09:30:00.000000Z"}""";

    private static final String TRANSFER = """
            {"id": "019ab0c4-ae42-7d80-9d1c-5a4b3c2d1e0f", "status": "SUCCEEDED", "recipient": "acct_supplier",
             "amount": 1500, "currency": "EUR", "reference": "payout-9", "memo": "November", "metadata": null,
             "createdAt": "2026-11-23T10:00:00.000000Z"}""";

    private static final String EVENT = """
            {"id": "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b", "type": "payment.succeeded",
             "createdAt": "2026-11-23T08:00:04.120000Z", "operation": "/v1/operations/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b",
             "requestId": "019ab0c4-7a11-7c55-9d0e-5a2f3c1b7e90",
             "resource": "/v1/payments/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "data":""" + PAYMENT + "}";

    private static final String WEBHOOK_ENDPOINT = """
            {"name": "shop", "url": "https://shop.example/payonce", "types": ["payment.succeeded", "payment.failed"],
             "status": "ENABLED", "createdAt": "2026-11-23T07:00:00.000000Z"}""";

    private static final String ABANDONED_OPERATION = """
            {"id": "019ab0c4-9d31-7c7f-8e4b-8d2e3f4a5b6c", "operation": null, "status": "ABANDONED", "identity": null,
             "attempts": 1, "needsAttention": false, "createdAt": "2026-11-23T08:00:04.000000Z",
             "completedAt": "2026-11-23T08:00:04.000000Z", "expiresAt": "2026-11-24T08:00:04.000000Z", "resource": null,
             "responseStatus": null}""";

    private static final String DECIDED_OPERATION = """
            {"id": "019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "operation": "payment.create", "status": "SUCCEEDED",
             "identity": {"amount": 2400, "currency": "EUR", "order": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31",
             "paymentMethod": "pm_ok"}, "attempts": 1, "needsAttention": false, "createdAt": "2026-11-23T08:00:04.000000Z",
             "completedAt": "2026-11-23T08:00:04.120000Z", "expiresAt": "2026-11-24T08:00:04.120000Z",
             "resource": "/v1/payments/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b", "responseStatus": 201}""";

    private static final String COMPARISON = """
            {"same": true,
             "left": {"version": 1, "canonical": "{\\"order\\":\\"019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31\\"}",
             "fingerprint": "4876d5ca3c60dd8b073fc56543f741b2fdf86248ded2ef302fd7ba638001867b", "problem": null},
             "right": {"version": 1, "canonical": "{\\"order\\":\\"019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31\\"}",
             "fingerprint": "4876d5ca3c60dd8b073fc56543f741b2fdf86248ded2ef302fd7ba638001867b", "problem": null},
             "fields": [{"field": "reason", "identity": false, "left": null, "right": "\\"Ordered twice by mistake\\"",
             "differs": true, "writtenDifferently": false, "reason": "Why, not what: the order is cancelled or it is not."}],
             "differingFields": [],
             "explanation": "They agree in all that counts; what is not alike (reason) does not change what is meant."}""";

    /** By the schema's name, after the operation's id and a point where one answers with something special. */
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("OrderRequest", """
                    {"customer": "cus_ada", "currency": "EUR", "items": [{"sku": "tea-100g", "quantity": 2, "unitPrice": 1200}],
                     "reference": "2026-000123", "note": "Leave it at the door", "metadata": {"channel": "web"}}"""),
            Map.entry("Order", ORDER),
            Map.entry("PageOrder", page(ORDER)),
            Map.entry("CancelRequest", """
                    {"reason": "Ordered twice by mistake"}"""),
            Map.entry("cancelOrder.Order", CANCELLED_ORDER),
            Map.entry("PaymentRequest", """
                    {"amount": 2400, "currency": "EUR", "paymentMethod": "pm_ok", "description": "Tea"}"""),
            Map.entry("Payment", PAYMENT),
            Map.entry("PagePayment", page(PAYMENT)),
            Map.entry("RefundRequest", """
                    {"kind": "PARTIAL", "amount": 400, "reference": "return-17", "reason": "One bag was torn"}"""),
            Map.entry("Refund", REFUND),
            Map.entry("PageRefund", page(REFUND)),
            Map.entry("TransferRequest", """
                    {"recipient": "acct_supplier", "amount": 1500, "currency": "EUR", "reference": "payout-9",
                     "memo": "November"}"""),
            Map.entry("Transfer", TRANSFER),
            Map.entry("PageTransfer", page(TRANSFER)),
            Map.entry("Balances", """
                    {"data": [{"currency": "EUR", "captured": 2400, "refunded": 400, "transferred": 1500, "available": 500}]}"""),
            Map.entry("Operation", DECIDED_OPERATION),
            Map.entry("abandonOperation.Operation", ABANDONED_OPERATION),
            Map.entry("PageOperationView", page(DECIDED_OPERATION)),
            Map.entry("Semantics", """
                    {"version": 1, "operations": [{"operation": "order.cancel", "version": 1, "route": "POST /v1/orders/{id}/cancel",
                     "identity": ["order"], "noise": ["reason", "clientNonce", "clientTimestamp"], "reasons": {"order": "Another order.",
                     "reason": "Why, not what: the order is cancelled or it is not."},
                     "rule": "only an OPEN order; cancelling a cancelled one is a 200 no-op"}]}"""),
            Map.entry("ComparisonRequest", """
                    {"left": {"operation": "order.cancel", "resource": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31", "body": {}},
                     "right": {"operation": "order.cancel", "resource": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31",
                     "body": {"reason": "Ordered twice by mistake"}}}"""),
            Map.entry("Comparison", COMPARISON),
            Map.entry("ReceiptRequest", """
                    {"email": "ada@example.com"}"""),
            Map.entry("Receipt", """
                    {"status": "SENT"}"""),
            Map.entry("Reconciliation", """
                    {"matched": 2, "breaks": [], "truncated": false}"""),
            Map.entry("PageEvent", page(EVENT, "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b")),
            Map.entry("WebhookEndpointRequest", """
                    {"url": "https://shop.example/payonce", "types": ["payment.succeeded", "payment.failed"]}"""),
            Map.entry("WebhookEndpoint", WEBHOOK_ENDPOINT),
            Map.entry("PageWebhookEndpoint", page(WEBHOOK_ENDPOINT)),
            Map.entry("WebhookSecret", """
                    {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}"""),
            Map.entry("PageWebhookDelivery", page("""
                    {"eventId": "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b", "type": "payment.succeeded", "status": "DELIVERED",
                     "attempts": 2, "createdAt": "2026-11-23T08:00:04.400000Z", "lastAttemptAt": "2026-11-23T08:00:09.100000Z",
                     "nextAttemptAt": null, "responseStatus": 200, "failure": null}""")),
            Map.entry("PositionRequest", """
                    {"after": "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b"}"""),
            Map.entry("NewMerchant", """
                    {"name": "Ada's teas"}"""),
            Map.entry("CreatedMerchant", """
                    {"id": "019ab0c4-6b00-7a10-8c2d-3e4f5a6b7c8d", "name": "Ada's teas",
                     "apiKey": "sk_2v7ZkLq0t6mXwB3nR8sYdC5fG1hJ4kP9aQeUiOoTzVw"}"""),
            Map.entry("NewApiKey", """
                    {"name": "till 4"}"""),
            Map.entry("CreatedApiKey", """
                    {"id": "019ab0c4-6b00-7a10-8c2d-3e4f5a6b7c8e", "name": "till 4",
                     "apiKey": "sk_9aQeUiOoTzVw2v7ZkLq0t6mXwB3nR8sYdC5fG1hJ4kP", "createdAt": "2026-11-23T10:15:30.123456Z"}"""),
            Map.entry("PageApiKeyView", page("""
                    {"id": "019ab0c4-6b00-7a10-8c2d-3e4f5a6b7c8e", "name": "till 4", "createdAt": "2026-11-23T10:15:30.123456Z",
                     "lastUsedAt": "2026-11-23T12:00:00Z", "revokedAt": null}""")));

    private static final JsonMapper JSON = new JsonMapper();

    private Examples() {}

    /** What an operation sends or answers of a schema, as the model wants it; the build fails for one without an example. */
    static Map<String, Object> of(String operation, Schema schema) {
        String name = schema.getRef().substring(References.COMPONENT.length());
        String json = Optional.ofNullable(EXAMPLES.get(operation + "." + name))
                .or(() -> Optional.ofNullable(EXAMPLES.get(name)))
                .orElseThrow(
                        () -> new IllegalStateException("there is no example of " + name + " in " + Examples.class));
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + json, e);
        }
    }

    /** The same while its outcome is not known. */
    static Map<String, Object> pending(String operation, Schema schema) {
        Map<String, Object> example = of(operation, schema);
        example.put("status", "PENDING");
        example.replace("gatewayReference", null);
        return example;
    }

    /** The schemas that have an example. */
    static Set<String> schemas() {
        return EXAMPLES.keySet().stream()
                .map(key -> key.substring(key.indexOf('.') + 1))
                .collect(Collectors.toSet());
    }

    /** A page with one entry. */
    private static String page(String entry) {
        return page(entry, null);
    }

    /** A page with one entry, and where the next one begins. */
    private static String page(String entry, String nextCursor) {
        return "{\"data\": [" + entry + "], \"nextCursor\": " + (nextCursor == null ? null : "\"" + nextCursor + "\"")
                + "}";
    }
}
