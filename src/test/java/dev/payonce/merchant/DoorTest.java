package dev.payonce.merchant;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route of the server, in every spelling, with every credential: what is not meant to be open is shut. */
@QuarkusTest
@TestProfile(MerchantAdminTest.WithAdmin.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class DoorTest {

    /** As many requests as are under way at once. */
    private static final int AT_ONCE = 64;

    private static final String ID = "0190a1b2-0000-7000-8000-000000000001";

    /** What the OpenAPI document does not name. */
    private static final Map<String, String> OTHER_ROUTES = Map.of(
            "/", "GET",
            "/console/app.js", "GET",
            "/sdk/payonce.js", "GET",
            "/problems", "GET",
            "/problems/not-found", "GET",
            "/simulator/statement", "GET",
            "/simulator/charges", "POST",
            "/q/health/ready", "GET",
            "/q/openapi", "GET");

    /** None is right: no header, somebody else's scheme, keys that nobody has, and the other door's. */
    private static final List<String> WRONG_FOR_MERCHANTS = List.of(
            "",
            "Bearer",
            "Bearer ",
            "Bearer nobody",
            "Basic c2tfZGV2X2FjbWU6",
            "sk_dev_acme",
            "Bearer the-admin-token");

    private static final List<String> WRONG_FOR_ADMIN =
            List.of("", "Bearer", "Bearer nobody", "Bearer sk_dev_acme", "Bearer THE-ADMIN-TOKEN", "the-admin-token");

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "post", "X");

    private static final List<String> RIGHT = List.of("Bearer sk_dev_acme", "Bearer the-admin-token");

    @Inject
    Vertx vertx;

    private record ExpectedAnswer(String method, String path, String authorization) {}

    private record Told(int status, String contentType, String requestId) {}

    /** Ways to write a path that some reader on the way takes for the path itself. */
    private static Set<String> spellings(String path) {
        Set<String> spellings = new TreeSet<>();
        int last = path.lastIndexOf('/');
        for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String before = path.substring(0, slash);
            String after = path.substring(slash + 1);
            for (String seam : List.of(
                    ";/",
                    ";x/",
                    ";x=1/",
                    "/;/",
                    "%3b/",
                    "%3B/",
                    "//",
                    "/./",
                    "/x/../",
                    "/%2e/",
                    "/x/%2E%2e/",
                    "/x/.%2e/",
                    "%2f",
                    "%2F",
                    "\\",
                    "/\\",
                    "%5c",
                    "%5C",
                    "%00/",
                    "/%00",
                    "/%09",
                    "%252f",
                    "%25252F",
                    "/.;/",
                    "/..;/")) {
                spellings.add(before + seam + after);
            }
        }
        for (UnaryOperator<String> ending : List.<UnaryOperator<String>>of(
                p -> p + "/",
                p -> p + ";",
                p -> p + ";x",
                p -> p + ";x=/y",
                p -> p + "/;",
                p -> p + "%00",
                p -> p + "%3b",
                p -> p + "//",
                p -> p + "/.",
                p -> p + "/..",
                p -> p + "/%2e",
                p -> p + "%2f",
                p -> p + "%5c",
                p -> p + "%0d%0a",
                p -> p + "\\",
                p -> p + "/x/..")) {
            spellings.add(ending.apply(path));
        }
        if (path.length() > 1) {
            char letter = path.charAt(last + 1);
            spellings.add(path.substring(0, last + 1) + "%" + Integer.toHexString(letter) + path.substring(last + 2));
            spellings.add("/%" + Integer.toHexString(path.charAt(1)) + path.substring(2));
            spellings.add(path.toUpperCase(Locale.ROOT));
            spellings.add(
                    path.replace("/v1/", "/V1/").replace("/admin/", "/Admin/").replace("/q/", "/Q/"));
        }
        spellings.remove(path);
        spellings.removeIf(spelling -> !spelling.startsWith("/"));
        return spellings;
    }

    /** Method by path, each id filled in. */
    private static Map<String, List<String>> routes() {
        Map<String, List<String>> routes = new TreeMap<>();
        Map<String, Map<String, Object>> documented =
                given().get("/q/openapi?format=json").jsonPath().getMap("paths");
        documented.forEach((path, item) -> routes.put(
                path.replaceAll("\\{[^}]*}", ID),
                item.keySet().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT))
                        .toList()));
        OTHER_ROUTES.forEach((path, method) -> routes.put(path, List.of(method)));
        return routes;
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void noSecondSpellingOfAPathReachesAnythingWhoeverAsks(HttpVersion version) throws Exception {
        List<ExpectedAnswer> asked = new ArrayList<>();
        routes().forEach((path, methods) -> spellings(path).forEach(spelling -> {
            methods.forEach(method -> RIGHT.forEach(right -> asked.add(new ExpectedAnswer(method, spelling, right))));
            for (String another : List.of("", "Bearer nobody", "Bearer sk_dev_globex")) {
                asked.add(new ExpectedAnswer(methods.get(0), spelling, another));
            }
            asked.add(new ExpectedAnswer("DELETE", spelling, "Bearer nobody"));
        }));
        Map<ExpectedAnswer, Told> open = new TreeMap<>(Comparator.comparing(ExpectedAnswer::toString));
        ask(version, asked).forEach((what, told) -> {
            boolean document = "application/problem+json".equals(told.contentType()) && told.requestId() != null;
            boolean shut = told.status() == 404 || told.status() == 400;
            if (!shut || !document) {
                open.put(what, told);
            }
        });
        assertEquals(Map.of(), open);
        assertTrue(asked.size() > 5_000, "only " + asked.size());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void whoeverHasNoRightCredentialIsToldNothingButThat(HttpVersion version) throws Exception {
        List<ExpectedAnswer> asked = new ArrayList<>();
        routes().forEach((path, methods) -> {
            List<String> wrong = path.startsWith("/v1/")
                    ? WRONG_FOR_MERCHANTS
                    : path.startsWith("/admin/") ? WRONG_FOR_ADMIN : List.of();
            methods.forEach(method -> wrong.forEach(each -> asked.add(new ExpectedAnswer(method, path, each))));
        });
        Map<ExpectedAnswer, Told> open = new TreeMap<>(Comparator.comparing(ExpectedAnswer::toString));
        ask(version, asked).forEach((what, told) -> {
            if (told.status() != 401) {
                open.put(what, told);
            }
        });
        assertEquals(Map.of(), open);
        assertTrue(asked.size() > 100, "only " + asked.size());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void noMethodGetsPastTheCredential(HttpVersion version) throws Exception {
        List<ExpectedAnswer> asked = new ArrayList<>();
        routes().keySet().stream()
                .filter(path -> path.startsWith("/v1/") || path.startsWith("/admin/"))
                .forEach(path -> METHODS.forEach(method -> asked.add(new ExpectedAnswer(method, path, ""))));
        Map<ExpectedAnswer, Told> open = new TreeMap<>(Comparator.comparing(ExpectedAnswer::toString));
        ask(version, asked).forEach((what, told) -> {
            if (!Set.of(401, 404, 405).contains(told.status())) {
                open.put(what, told);
            }
        });
        assertEquals(Map.of(), open);
        assertTrue(asked.size() > 100, "only " + asked.size());
    }

    /** Some frameworks let a header say otherwise, behind the back of whoever guards by the method. */
    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"})
    void theMethodIsTheOneThatIsAskedWith(String override) {
        for (String other : List.of("DELETE", "PUT", "POST", "get", "")) {
            asAcme().header(override, other).get("/v1/orders").then().statusCode(200);
            asAcme().header(override, other).get("/admin/merchants").then().statusCode(405);
        }
        asAcme().header(override, "GET").delete("/v1/orders").then().statusCode(405);
        asAcme().header(override, "GET")
                .contentType("application/json")
                .body("{}")
                .post("/v1/orders")
                .then()
                .statusCode(400);
        asAcme().queryParam("_method", "DELETE").get("/v1/orders").then().statusCode(400);
        given().header(override, "OPTIONS").get("/v1/orders").then().statusCode(401);
    }

    private static RequestSpecification asAcme() {
        return given().header("Authorization", "Bearer sk_dev_acme");
    }

    @Test
    void aPathThatNeedsNoOtherSpellingIsServed() throws Exception {
        List<ExpectedAnswer> asked = List.of(
                new ExpectedAnswer("GET", "/", ""),
                new ExpectedAnswer("GET", "/q/swagger-ui/", ""),
                new ExpectedAnswer("GET", "/problems/not-found", ""),
                new ExpectedAnswer("GET", "/v1/orders?status=OPEN&reference=%2F;", "Bearer sk_dev_acme"));
        ask(HttpVersion.HTTP_1_1, asked).forEach((what, told) -> assertEquals(200, told.status(), what.toString()));
    }

    private Map<ExpectedAnswer, Told> ask(HttpVersion version, List<ExpectedAnswer> requests) throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(RestAssured.port)
                .setMaxPoolSize(8));
        Semaphore underWay = new Semaphore(AT_ONCE);
        Map<ExpectedAnswer, Future<Told>> running = new LinkedHashMap<>();
        for (ExpectedAnswer each : requests) {
            assertTrue(underWay.tryAcquire(30, TimeUnit.SECONDS), () -> "no answer to any of " + unanswered(running));
            running.put(each, send(client, each).onComplete(done -> underWay.release()));
        }
        Map<ExpectedAnswer, Told> told = new LinkedHashMap<>();
        for (var each : running.entrySet()) {
            told.put(
                    each.getKey(),
                    each.getValue().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS));
        }
        client.close();
        return told;
    }

    private static List<ExpectedAnswer> unanswered(Map<ExpectedAnswer, Future<Told>> running) {
        return running.keySet().stream()
                .filter(each -> !running.get(each).isComplete())
                .toList();
    }

    private static Future<Told> send(HttpClient client, ExpectedAnswer asked) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(asked.method()))
                .setURI(asked.path())
                .putHeader("Content-Type", "application/json");
        if (!asked.authorization().isEmpty()) {
            options.putHeader("Authorization", asked.authorization());
        }
        return client.request(options)
                .compose(request -> asked.method().equals("GET") ? request.send() : request.send("{\"name\": \"x\"}"))
                .compose(response -> response.body()
                        .map(body -> new Told(
                                response.statusCode(),
                                response.getHeader("Content-Type"),
                                response.getHeader("X-Request-ID"))));
    }
}
