package dev.payonce.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an intent is known by, and what is sent for it.
 *
 * @param user who wants it; never sent, and in the key only under a hash
 * @param action what is wanted
 * @param digest SHA-256 of the identity fields in canonical form
 * @param id SHA-256 of user, action and digest: equal intents have equal ids
 * @param path where it is sent, with its ids
 * @param body what is sent
 */
public record Spec(String user, Action action, String digest, String id, String path, String body) {
    private static final Pattern PATH_ID = Pattern.compile("\\{(\\w+)}");
    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public static Spec of(String user, Action action, JsonNode payload) {
        if (user == null || user.isEmpty()) {
            throw PayonceException.invalid("the user id must not be empty");
        }
        if (!(Json.read(Canonical.of(payload)) instanceof ObjectNode body)) {
            throw PayonceException.invalid("the payload must be an object");
        }
        if (body.has("idempotencyKey")) {
            throw PayonceException.invalid("a payload has no idempotencyKey, the key is made here");
        }
        String digest = Canonical.sha256(Canonical.of(identity(action, body)));
        String id = Canonical.sha256(Canonical.of(list(user, action.wire(), digest)));
        Matcher ids = PATH_ID.matcher(action.path());
        String path = ids.replaceAll(each -> takeId(action, body, each.group(1)));
        return new Spec(user, action, digest, id, path, Canonical.of(body));
    }

    /** A versioned list: what is hashed for an id or a key. */
    static ArrayNode list(Object... values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode().add(1);
        for (Object value : values) {
            list.addPOJO(value);
        }
        return Json.MAPPER.valueToTree(list);
    }

    private static ObjectNode identity(Action action, ObjectNode body) {
        ObjectNode identity = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (field.getValue().isNull() || action.isNoise(field.getKey())) {
                continue;
            }
            boolean multiset =
                    action.isUnordered(field.getKey()) && field.getValue().isArray();
            identity.set(field.getKey(), multiset ? sorted(field.getValue()) : field.getValue());
        }
        return identity;
    }

    private static ArrayNode sorted(JsonNode items) {
        List<String> texts = new ArrayList<>();
        items.forEach(each -> texts.add(Canonical.of(each)));
        texts.sort(null);
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        texts.forEach(sorted::add);
        return sorted;
    }

    private static String takeId(Action action, ObjectNode body, String name) {
        JsonNode id = body.remove(name);
        if (id == null || !id.isTextual() || !SANE_ID.matcher(id.textValue()).matches()) {
            throw PayonceException.invalid(action.wire() + " needs the id of its " + name);
        }
        return id.textValue();
    }
}
