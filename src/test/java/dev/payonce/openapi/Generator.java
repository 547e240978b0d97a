package dev.payonce.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes values out of schemas: valid ones, valid ones with one thing wrong, and texts that are no JSON of any sense. */
final class Generator {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "EUR", "USD", "JPY", "BHD");
    private static final List<String> LETTERS =
            List.of("a", "Z", "7", "-", "é", "e\u0301", "日", "😀", "ﬁ", "ß", "'", "\\", "<");

    private final Contract contract;
    private final Random random;

    Generator(Contract contract, Random random) {
        this.contract = contract;
        this.random = random;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** A value that the schema allows. */
    JsonNode valid(JsonNode unresolved) {
        JsonNode schema = contract.resolved(unresolved);
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        JsonNode type = schema.path("type");
        String one = type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText("anything");
        return switch (one) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer" -> NODES.numberNode(integer(schema));
            case "string" -> NODES.textNode(text(schema));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default ->
                oneOf(List.of(NODES.numberNode(random.nextInt()), NODES.textNode(letters(5)), NODES.arrayNode()));
        };
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || chance(0.3)) {
                object.set(property.getKey(), valid(property.getValue()));
            }
        });
        if (schema.has("maxProperties")) {
            object.put(letters(1 + random.nextInt(40)), random.nextGaussian());
        }
        return object;
    }

    private ArrayNode array(JsonNode schema) {
        ArrayNode array = NODES.arrayNode();
        int length = schema.path("minItems").asInt() + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            array.add(valid(schema.path("items")));
        }
        return array;
    }

    private long integer(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(Long.MAX_VALUE);
        return oneOf(List.of(least, most, least + random.nextInt(99), 2400L));
    }

    private String text(JsonNode schema) {
        String format = schema.path("format").asText() + schema.path("pattern").asText();
        return switch (format) {
            case "uuid" -> uuid().toString();
            case "date-time" -> "20" + (10 + random.nextInt(89)) + "-02-28T23:59:59.000001Z";
            case "idn-email" -> "ada" + random.nextInt(99) + oneOf(List.of("@example.com", "@bücher.example"));
            case "^[A-Z]{3}$" -> oneOf(CURRENCIES);
            case "^[A-Za-z0-9_.:~+/=-]{8,255}$" -> key();
            default -> {
                int least = schema.path("minLength").asInt(1);
                int most = schema.path("maxLength").asInt(50);
                yield letters(oneOf(List.of(least, most, Math.min(most, least + random.nextInt(20)))));
            }
        };
    }

    String key() {
        return "fuzz-" + uuid();
    }

    private String letters(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(oneOf(LETTERS));
        }
        return text.codePointCount(0, text.length()) <= length
                ? text.toString()
                : text.substring(0, text.offsetByCodePoints(0, length));
    }

    /** The object with some of what may be left out left out. */
    ObjectNode withLess(JsonNode object, JsonNode schema) {
        ObjectNode less = object.deepCopy();
        List<String> required = new ArrayList<>();
        contract.resolved(schema).path("required").forEach(name -> required.add(name.asText()));
        object.fieldNames().forEachRemaining(name -> {
            if (!required.contains(name) && chance(0.7)) {
                less.remove(name);
            }
        });
        return less;
    }

    /** The object with one thing wrong, or strange. */
    String nearly(JsonNode object) {
        ObjectNode changed = object.deepCopy();
        List<String> names = new ArrayList<>();
        changed.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || chance(0.1)) {
            return changed.put("unknown" + random.nextInt(9), 1).toString();
        }
        String name = oneOf(names);
        String text = changed.toString();
        switch (random.nextInt(8)) {
            case 0 -> changed.remove(name);
            case 1 -> changed.putNull(name);
            case 2 -> changed.putArray(name).add(1).addObject().putNull("x");
            case 3 -> changed.put(name, letters(1001));
            case 4 ->
                changed.put(name, oneOf(List.of("", " ", " a", "a\u0000", "\u200b", "4111 1111 1111 1111", "\uFEFFx")));
            case 5 -> changed.put(name, oneOf(List.of(-1L, 0L, 1_000_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE)));
            case 6 -> {
                return text.substring(0, text.length() - 1) + ",\"" + name + "\":1}"; // twice
            }
            default -> {
                String odd = oneOf(List.of(
                        "1.5",
                        "1e999999999",
                        "-0",
                        "1E2",
                        "\"\\ud800\"",
                        "true",
                        "NaN",
                        "0x1",
                        "01",
                        "{\"a\":".repeat(300)));
                return "{\"" + name + "\":" + odd + "}";
            }
        }
        return changed.toString();
    }

    /** A body that is no request. */
    String hostile() {
        return oneOf(List.of(
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "{",
                "}",
                "{\"a\":1}{\"b\":2}",
                "\uFEFF{}",
                "[".repeat(5_000),
                "{\"a\":".repeat(5_000),
                "{\"" + "k".repeat(60_000) + "\":1}",
                "9".repeat(60_000),
                "x".repeat(70_000),
                "{'a':1}",
                "{\"customer\":\"\\u0000\"}",
                "\u0000"));
    }
}
