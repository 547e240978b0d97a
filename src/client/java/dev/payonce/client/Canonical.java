package dev.payonce.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one text of a JSON value: members sorted by UTF-16 code units, no whitespace, strings in NFC, numbers by value
 * ({@code 1000.0} is {@code 1000}). What two languages could read differently is refused, not guessed.
 */
public final class Canonical {
    private static final int DEEPEST = 32;
    /** 2^53 - 1: beyond it, a JavaScript number no longer tells an integer from its neighbour. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf((1L << 53) - 1);
    /** Below it, JavaScript writes a number with an exponent. */
    private static final BigDecimal SMALLEST = new BigDecimal("0.000001");
    /** Every decimal of so many digits is the shortest text of its double. */
    private static final int EXACT_DIGITS = 15;

    private Canonical() {}

    /** The canonical text, or a {@link PayonceException} with {@link PayonceException.Code#INVALID}. */
    public static String of(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, 0, out);
        return out.toString();
    }

    /** SHA-256 of the text's UTF-8, in hex. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    private static void write(JsonNode value, int depth, StringBuilder out) {
        if (depth > DEEPEST) {
            throw PayonceException.invalid("the payload is nested too deep");
        }
        switch (value.getNodeType()) {
            case NULL, BOOLEAN -> out.append(value.asText());
            case NUMBER -> out.append(number(value));
            case STRING -> quote(nfc(value.textValue()), out);
            case ARRAY -> {
                String separator = "[";
                for (JsonNode each : value) {
                    out.append(separator);
                    write(each, depth + 1, out);
                    separator = ",";
                }
                out.append(value.isEmpty() ? "[]" : "]");
            }
            case OBJECT -> object(value, depth, out);
            default -> throw PayonceException.invalid(value.getNodeType() + " is not JSON");
        }
    }

    private static void object(JsonNode value, int depth, StringBuilder out) {
        Map<String, JsonNode> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (members.put(nfc(member.getKey()), member.getValue()) != null) {
                throw PayonceException.invalid("two names are equal in NFC");
            }
        }
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            out.append(separator);
            quote(member.getKey(), out);
            out.append(':');
            write(member.getValue(), depth + 1, out);
            separator = ",";
        }
        out.append('}');
    }

    private static String number(JsonNode value) {
        if (Double.isNaN(value.doubleValue()) || (value.isDouble() && Double.isInfinite(value.doubleValue()))) {
            throw PayonceException.invalid(value + " is not a number");
        }
        BigDecimal exact = value.decimalValue().stripTrailingZeros();
        boolean alike = exact.scale() <= 0
                ? exact.abs().compareTo(LARGEST) <= 0
                : exact.precision() <= EXACT_DIGITS && exact.abs().compareTo(SMALLEST) >= 0;
        if (!alike) {
            throw PayonceException.invalid(value + " is not a number that every language reads alike");
        }
        return exact.toPlainString();
    }

    private static String nfc(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw PayonceException.invalid("half a surrogate pair");
            }
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** As JSON.stringify does it: the two-character escapes, and lower-case hex for the other controls. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
