package dev.payonce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Every kind of operation, with a request that succeeds, and what may and what may not differ when it comes again. */
public enum Kind {
    ORDER("order.create", 201, List.of("note", "metadata", "clientNonce", "clientTimestamp")) {
        @Override
        public Command fresh(Api api) {
            return new Command("/v1/orders", json("""
                    {"customer": "cust_1", "currency": "EUR", "note": "by hand", "metadata": {"a": 1}, "clientNonce": "n1",
                     "clientTimestamp": "2026-01-01T00:00:00Z", "items": [
                       {"sku": "A-1", "quantity": 2, "unitPrice": 300}, {"sku": "B-2", "quantity": 1, "unitPrice": 400}]}
                    """).put("reference", "ref-" + UUID.randomUUID()));
        }

        @Override
        public Map<String, Command> others(Api api, Command command) {
            var others = new LinkedHashMap<String, Command>();
            others.put("customer", command.with("customer", text("cust_2")));
            others.put("currency", command.with("currency", text("USD")));
            others.put("items", command.with("items", array("""
                    [{"sku": "A-1", "quantity": 2, "unitPrice": 300}, {"sku": "B-2", "quantity": 1, "unitPrice": 401}]""")));
            others.put("reference", command.with("reference", text("another")));
            return others;
        }

        @Override
        public Command refused(Api api) {
            Command first = fresh(api);
            api.post(first.path(), Api.newKey(), first.body()).expect(201);
            return first.with("note", text("the reference is taken"));
        }
    },

    CANCEL("order.cancel", 200, List.of("reason", "clientNonce", "clientTimestamp")) {
        @Override
        public Command fresh(Api api) {
            return new Command("/v1/orders/" + api.order(1000) + "/cancel", json("""
                    {"reason": "changed my mind", "clientNonce": 1, "clientTimestamp": 2}"""));
        }

        @Override
        public Map<String, Command> others(Api api, Command command) {
            return Map.of("order", new Command(fresh(api).path(), command.json()));
        }

        @Override
        public Command refused(Api api) {
            return new Command("/v1/orders/" + UUID.randomUUID() + "/cancel", json("{}"));
        }
    },

    PAYMENT("payment.create", 201, List.of("description", "metadata", "clientNonce", "clientTimestamp")) {
        @Override
        public Command fresh(Api api) {
            return paymentBy(api, "pm_ok");
        }

        @Override
        public Map<String, Command> others(Api api, Command command) {
            var others = new LinkedHashMap<String, Command>();
            others.put("order", new Command(fresh(api).path(), command.json()));
            others.put("amount", command.with("amount", number(999)));
            others.put("currency", command.with("currency", text("USD")));
            others.put("paymentMethod", command.with("paymentMethod", text("pm_declined")));
            return others;
        }

        @Override
        public Command refused(Api api) {
            return paymentBy(api, "pm_declined");
        }
    },

    REFUND("refund.create", 201, List.of("reason", "metadata", "clientNonce", "clientTimestamp")) {
        @Override
        public Command fresh(Api api) {
            return refundOf(api.paid(1000));
        }

        @Override
        public Map<String, Command> others(Api api, Command command) {
            var others = new LinkedHashMap<String, Command>();
            others.put("payment", new Command(fresh(api).path(), command.json()));
            others.put("amount", command.with("amount", number(401)));
            others.put("reference", command.with("reference", text("another")));
            // FULL names no amount, so with the kind the amount differs, too.
            others.put("amount,kind", command.with("kind", text("FULL")).without("amount"));
            return others;
        }

        @Override
        public Command refused(Api api) {
            return refundOf(api.paid(1000, "pm_refund_refused"));
        }
    },

    TRANSFER("transfer.create", 201, List.of("memo", "metadata", "clientNonce", "clientTimestamp")) {
        @Override
        public Command fresh(Api api) {
            api.paid(1000);
            return new Command("/v1/transfers", json("""
                    {"recipient": "acct_1", "amount": 400, "currency": "EUR", "memo": "May", "metadata": {"b": 2},
                     "clientNonce": "n", "clientTimestamp": "t"}""").put("reference", "ref-" + UUID.randomUUID()));
        }

        @Override
        public Map<String, Command> others(Api api, Command command) {
            var others = new LinkedHashMap<String, Command>();
            others.put("recipient", command.with("recipient", text("acct_2")));
            others.put("amount", command.with("amount", number(401)));
            others.put("currency", command.with("currency", text("USD")));
            others.put("reference", command.with("reference", text("another")));
            return others;
        }

        @Override
        public Command refused(Api api) {
            return fresh(api).with("amount", number(999_999_999_999L));
        }
    };

    /** One request: where it goes and what it says. */
    public record Command(String path, ObjectNode json) {

        public String body() {
            return json.toString();
        }

        public Command with(String field, JsonNode value) {
            return new Command(path, json.deepCopy().set(field, value));
        }

        public Command without(String field) {
            ObjectNode copy = json.deepCopy();
            copy.remove(field);
            return new Command(path, copy);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The operation's name. */
    public final String operation;

    /** The status of a first answer. */
    public final int firstStatus;

    /** The fields that may differ. */
    public final List<String> noise;

    Kind(String operation, int firstStatus, List<String> noise) {
        this.operation = operation;
        this.firstStatus = firstStatus;
        this.noise = noise;
    }

    /** A request that succeeds, once. */
    public abstract Command fresh(Api api);

    /** By what differs, as the answer lists it: the same request with another identity. */
    public abstract Map<String, Command> others(Api api, Command command);

    /** A request that is refused for good. */
    public abstract Command refused(Api api);

    static Command paymentBy(Api api, String method) {
        return new Command(
                "/v1/orders/" + api.order(1000) + "/payments", json("""
                {"amount": 1000, "currency": "EUR", "description": "thanks", "metadata": {"c": [1, 2]},
                 "clientNonce": {"x": 1}, "clientTimestamp": 1767225600}""").put("paymentMethod", method));
    }

    static Command refundOf(String payment) {
        return new Command("/v1/payments/" + payment + "/refunds", json("""
                {"kind": "PARTIAL", "amount": 400, "reference": "r-1", "reason": "broken", "metadata": {"d": true},
                 "clientNonce": "n", "clientTimestamp": "t"}"""));
    }

    static ObjectNode json(String text) {
        try {
            return JSON.readValue(text, ObjectNode.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static JsonNode array(String text) {
        return json("{\"it\": " + text + "}").get("it");
    }

    public static JsonNode text(String value) {
        return JsonNodeFactory.instance.textNode(value);
    }

    public static JsonNode number(long value) {
        return JsonNodeFactory.instance.numberNode(value);
    }
}
