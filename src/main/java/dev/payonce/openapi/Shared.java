package dev.payonce.openapi;

import dev.payonce.idempotency.IdempotencyKey;
import dev.payonce.idempotency.http.ProblemDocuments;
import dev.payonce.idempotency.http.Retry;
import dev.payonce.problem.ProblemExample;
import dev.payonce.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** What all operations of a kind have in common: parameters, headers and problems, each written once. */
final class Shared {

    static final String KEY = "IdempotencyKey";
    static final String REQUEST_ID = "RequestId";

    private static final Set<ProblemType> ANY = EnumSet.of(
            ProblemType.INVALID_REQUEST,
            ProblemType.IDEMPOTENCY_KEY_IN_URL,
            ProblemType.UNAUTHORIZED,
            ProblemType.TOO_MANY_REQUESTS,
            ProblemType.NOT_ACCEPTABLE,
            ProblemType.INTERNAL_ERROR,
            ProblemType.SERVICE_UNAVAILABLE);

    private static final Set<ProblemType> WITH_BODY =
            EnumSet.of(ProblemType.CARD_DATA_REFUSED, ProblemType.BODY_TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE);

    private static final Set<ProblemType> WITH_KEY = EnumSet.of(
            ProblemType.IDEMPOTENCY_KEY_MISSING,
            ProblemType.IDEMPOTENCY_KEY_MALFORMED,
            ProblemType.IDEMPOTENCY_KEY_AMBIGUOUS,
            ProblemType.OPERATION_IN_PROGRESS,
            ProblemType.OPERATION_ABANDONED,
            ProblemType.IDEMPOTENCY_KEY_REUSED);

    private static final Set<ProblemType> WITH_STORED_ANSWERS =
            EnumSet.of(ProblemType.IDEMPOTENCY_KEY_EXPIRED, ProblemType.GATEWAY_UNAVAILABLE);

    /** The statuses that the business state decides on, and that a replay therefore repeats. */
    private static final Set<Integer> REMEMBERED = Set.of(402, 404, 409);

    private static final List<String> RATE_LIMIT = List.of("RateLimit", "RateLimit-Policy");

    private static final Map<String, Schema> HEADERS = Map.ofEntries(
            Map.entry("X-Request-ID", Values.text("The request's id: yours, if you sent a sane one, else a new one.")),
            Map.entry("Location", Values.text("The path of the resource.")),
            Map.entry(
                    "X-Idempotent-Result",
                    Values.oneOf("`true` where the answer was first given to an earlier request.", Stream.of("true"))),
            Map.entry("Idempotent-Replayed", Values.oneOf("The same as `X-Idempotent-Result`.", Stream.of("true"))),
            Map.entry("X-Original-Request-ID", Values.text("The id of the request that was answered first.")),
            Map.entry(
                    "Retry-After",
                    Values.number("Seconds after which it is worth asking again, under the same key.", 1)),
            Map.entry("Link", Values.text("The operation under this key, with `rel=\"operation\"`.")),
            Map.entry(
                    RATE_LIMIT.get(0),
                    Values.text(
                                    "Where requests are limited: how many are left (`r`) until the time ends in `t` seconds.")
                            .pattern("^\"default\";r=[0-9]+;t=[1-9][0-9]*$")),
            Map.entry(
                    RATE_LIMIT.get(1),
                    Values.text("Where requests are limited: how many you may send (`q`) in how many seconds (`w`).")
                            .pattern("^\"default\";q=[1-9][0-9]*;w=[1-9][0-9]*$")),
            Map.entry("WWW-Authenticate", Values.oneOf("The scheme.", Stream.of("Bearer"))),
            Map.entry("Cache-Control", Values.oneOf("Is kept nowhere.", Stream.of("no-store"))));

    private static final List<String> REPLAY =
            List.of("X-Idempotent-Result", "Idempotent-Replayed", "X-Original-Request-ID");

    private final Components components;

    /** What makes a response the same for several operations: its problems, and whether it tells of a limit. */
    private record Alike(List<ProblemType> types, boolean limited) {}

    /** The names of the responses that are shared. */
    private final Map<Alike, String> responses = new HashMap<>();

    Shared(Components components) {
        this.components = components;
        components.addSchema(ProblemSchemas.ANY, ProblemSchemas.any());
        components.addParameter(KEY, key("8e03978e-40d5-43e8-bc93-6894a57f9324"));
        components.addParameter(
                REQUEST_ID,
                OASFactory.createParameter()
                        .name("X-Request-ID")
                        .in(Parameter.In.HEADER)
                        .description(
                                "Your id for this request, which the answer and our log repeat. One that is not of 1 to "
                                        + "128 characters out of `A-Z a-z 0-9 . _ : -` is replaced by ours.")
                        .schema(Values.text("Any text.")));
    }

    /** A command's own key: tried one after the other, with the examples, they are different intents. */
    static Parameter key(Described command) {
        String constant = command.id.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return key(UUID.nameUUIDFromBytes(constant.getBytes(StandardCharsets.UTF_8))
                .toString());
    }

    private static Parameter key(String example) {
        return OASFactory.createParameter()
                .name(IdempotencyKey.HEADER)
                .in(Parameter.In.HEADER)
                .description("Made once for each intent, for instance a random UUID, and sent with each attempt; bare, "
                        + "or quoted as in the IETF draft, parameters ignored. A key has at least four different "
                        + "characters, and `undefined` is none. The header `X-Idempotency-Key` and the body field "
                        + "`idempotencyKey` carry it as well, which is why this parameter is not marked as required: "
                        + "without a key in any of them the answer is 400 `idempotency-key-missing`.")
                .schema(Values.text("8 to 255 characters.")
                        .minLength(8)
                        .maxLength(255)
                        .pattern(Values.KEY))
                .example(example);
    }

    static Parameter parameter(String name) {
        return OASFactory.createParameter().ref(name);
    }

    /** The headers of an answer that tells of success. */
    Map<String, Header> headers(Described described, int status) {
        var names = new ArrayList<String>(List.of("X-Request-ID"));
        if (described.isCommand()) {
            if (described.isRemembered()) {
                names.add("Location");
            }
            if (status == 200) {
                names.addAll(REPLAY);
            }
            if (status == 202) {
                names.addAll(List.of("Retry-After", "Link"));
            }
        }
        if (described.isForMerchants()) {
            names.addAll(RATE_LIMIT);
        }
        if (described.showsASecret()) {
            names.add("Cache-Control");
        }
        return references(names);
    }

    private Map<String, Header> references(List<String> names) {
        var headers = new LinkedHashMap<String, Header>();
        names.forEach(name -> {
            Schema schema = HEADERS.get(name);
            components.addHeader(
                    name,
                    OASFactory.createHeader()
                            .description(schema.getDescription())
                            .schema(schema));
            headers.put(name, OASFactory.createHeader().ref(name));
        });
        return headers;
    }

    /** The responses with problems, by status: those of the operation's kind and its own. */
    Map<String, APIResponse> problems(Described described) {
        Set<ProblemType> types = EnumSet.copyOf(ANY);
        types.addAll(described.problems);
        if (described.isOpen()) {
            types.remove(ProblemType.IDEMPOTENCY_KEY_IN_URL);
            types.remove(ProblemType.UNAUTHORIZED);
            types.remove(ProblemType.TOO_MANY_REQUESTS);
        }
        if (described.takesABody()) {
            types.addAll(WITH_BODY);
        }
        if (!described.isRead()) {
            types.add(ProblemType.BODY_TOO_LARGE); // a body may come where none is asked for
        }
        if (described.isCommand()) {
            types.addAll(WITH_KEY);
        }
        if (described.isRemembered()) {
            types.addAll(WITH_STORED_ANSWERS);
        }
        var byStatus =
                types.stream().collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
        var responses = new LinkedHashMap<String, APIResponse>();
        byStatus.forEach((status, same) -> responses.put(
                String.valueOf(status),
                described.isCommand() && REMEMBERED.contains(status)
                        ? response(described, same)
                        : shared(described, same)));
        return responses;
    }

    /** A reference to what other operations answer alike; named after the first of its problems. */
    private APIResponse shared(Described described, List<ProblemType> types) {
        String name = responses.computeIfAbsent(new Alike(types, tellsOfALimit(described, types)), unnamed -> {
            String slug = types.get(0).slug();
            long alike = responses.keySet().stream()
                    .filter(named -> named.types().get(0) == types.get(0))
                    .count();
            return alike == 0 ? slug : slug + "-" + (alike + 1);
        });
        components.addResponse(name, response(described, types));
        return OASFactory.createAPIResponse().ref(name);
    }

    /** Whoever is no merchant is not counted. */
    private static boolean tellsOfALimit(Described described, List<ProblemType> types) {
        return described.isForMerchants() && !types.contains(ProblemType.UNAUTHORIZED);
    }

    private APIResponse response(Described described, List<ProblemType> types) {
        int status = types.get(0).status();
        components.addSchema(ProblemSchemas.name(status), ProblemSchemas.of(status));
        MediaType content = OASFactory.createMediaType().schema(Values.ref(ProblemSchemas.name(status)));
        types.forEach(type -> {
            components.addExample(
                    type.slug(),
                    OASFactory.createExample().summary(type.title()).value(ProblemExample.of(type)));
            content.addExample(type.slug(), OASFactory.createExample().ref(type.slug()));
        });
        APIResponse response = OASFactory.createAPIResponse()
                .description(types.stream()
                        .map(type -> "`" + type.slug() + "`: " + type.title())
                        .collect(Collectors.joining("; ", "", ".")))
                .content(OASFactory.createContent().addMediaType(ProblemDocuments.MEDIA_TYPE, content));
        var names = new ArrayList<String>(List.of("X-Request-ID"));
        names.add("Cache-Control");
        if (types.stream().anyMatch(type -> type.retry() == Retry.SAME_KEY)) {
            names.add("Retry-After");
        }
        if (tellsOfALimit(described, types)) {
            names.addAll(RATE_LIMIT);
        }
        if (status == 401) {
            names.add("WWW-Authenticate");
        }
        boolean stored = described.isRemembered() && REMEMBERED.contains(status);
        if (stored || types.contains(ProblemType.RECEIPT_REFUSED)) {
            names.addAll(REPLAY);
        }
        references(names).forEach(response::addHeader);
        return response;
    }
}
