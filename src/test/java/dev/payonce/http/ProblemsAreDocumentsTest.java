package dev.payonce.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.idempotency.http.KeyProblem;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ProblemsAreDocumentsTest {

    private static final String VALID = "{\"amount\": 1000, \"currency\": \"EUR\"}";

    /** What happened and what to do, a paragraph each that says more than the title. */
    private static final Pattern WORDS =
            Pattern.compile("<h2>What happened</h2>\n<p>.{60,}</p>\n<h2>What to do</h2>\n<p>.{60,}</p>\n");

    private static RequestSpecification acme() {
        return given().header("Authorization", "Bearer sk_dev_acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/v1/nowhere", "/v1", "/v1/test-echo/a/b/c", "/q/nowhere", "/sdk/nowhere.js"})
    void anUnknownRouteIsNotFoundWhateverIsAccepted(String path) {
        for (String accept : new String[] {"*/*", "application/json", "text/html"}) {
            ProblemDocument.of(acme().accept(accept).get(path)).is(ProblemType.NOT_FOUND);
        }
        ProblemDocument.of(acme().contentType("application/json").body(VALID).post(path));
    }

    @Test
    void anUnknownMethodIsRefusedAndTheKnownOnesAreNamed() {
        Response response = acme().delete("/v1/test-echo");
        ProblemDocument.of(response).is(ProblemType.METHOD_NOT_ALLOWED);
        assertEquals("OPTIONS, POST", response.header("Allow"));
        response = acme().put("/v1/test-echo/0190a1b2-0000-7000-8000-000000000001");
        ProblemDocument.of(response).is(ProblemType.METHOD_NOT_ALLOWED);
        assertEquals("GET, HEAD, OPTIONS", response.header("Allow"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "nonsense",
                "a/b/c",
                "application/json2",
                "*/*;;=",
                "text/json"
            })
    void aBodyOfAnotherContentTypeIsRefused(String contentType) throws Exception {
        RawHttp.send("POST /v1/test-echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\nContent-Type: "
                        + contentType + "\r\nContent-Length: " + VALID.length() + "\r\n\r\n" + VALID)
                .problem()
                .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aBodyWithoutAContentTypeIsRefused() throws Exception {
        RawHttp.send("POST /v1/test-echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\nContent-Length: "
                        + VALID.length() + "\r\n\r\n" + VALID)
                .problem()
                .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aBodyThatIsOptionalMayBeLeftOutWithItsContentType() throws Exception {
        RawHttp none = RawHttp.send(
                "POST /v1/test-echo/optional HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\nContent-Length: 0\r\n\r\n");
        assertEquals(200, none.status(), none.body());
        RawHttp noneAtAll = RawHttp.send(
                "POST /v1/test-echo/optional HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\n\r\n");
        assertEquals(200, noneAtAll.status(), noneAtAll.body());
        acme().contentType("application/json")
                .post("/v1/test-echo/optional")
                .then()
                .statusCode(200)
                .body("body", nullValue());
        acme().contentType("application/json")
                .body("{\"reason\": \"late\"}")
                .post("/v1/test-echo/optional")
                .then()
                .statusCode(200)
                .body("body.reason", equalTo("late"));
        ProblemDocument.of(acme().contentType("application/json")
                        .body("{\"reason\": 5}")
                        .post("/v1/test-echo/optional"))
                .about("reason");
        ProblemDocument.of(acme().contentType("text/plain").body("late").post("/v1/test-echo/optional"))
                .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "application/json;charset=UTF-8", "APPLICATION/JSON"})
    void jsonMayBeNamedInTheUsualWays(String contentType) {
        acme().header("Content-Type", contentType)
                .body(VALID)
                .post("/v1/test-echo")
                .then()
                .statusCode(200);
    }

    @Test
    void anAcceptHeaderThatRulesJsonOutIsNotAcceptable() {
        ProblemDocument.of(acme().accept("image/png")
                        .contentType("application/json")
                        .body(VALID)
                        .post("/v1/test-echo"))
                .is(ProblemType.NOT_ACCEPTABLE);
    }

    @Test
    void anIdThatIsNoneIsNotFound() {
        for (String id : new String[] {"1", "' OR '1'='1", "ü", "..."}) {
            ProblemDocument.of(acme().get("/v1/test-echo/{id}", id)).is(ProblemType.NOT_FOUND);
        }
        for (String id : new String[] {"'; DROP TABLE merchant; --", "\r\nX-Injected: 1", "\u0000", "../../etc"}) {
            ProblemDocument.of(acme().get("/v1/test-echo/{id}", id)).is(ProblemType.INVALID_REQUEST);
        }
    }

    @Test
    void aPageOfAnUnknownProblemIsNotFound() {
        ProblemDocument.of(given().accept("text/html").get("/problems/nothing")).is(ProblemType.NOT_FOUND);
    }

    @Test
    void aQueryParameterOutOfRangeIsNamed() {
        ProblemDocument.of(acme().get("/v1/test-echo/0190a1b2-0000-7000-8000-000000000001?limit=0"))
                .about("limit");
        ProblemDocument.of(acme().get("/v1/test-echo/0190a1b2-0000-7000-8000-000000000001?limit=101"))
                .about("limit");
    }

    @Test
    void aDatabaseThatIsAwayIsToldAsPassing() {
        for (String kind : new String[] {"database-down", "database-stopping"}) {
            Response response = acme().get("/v1/test-echo/failures/" + kind);
            ProblemDocument.of(response).is(ProblemType.SERVICE_UNAVAILABLE);
            assertEquals("1", response.header("Retry-After"));
        }
    }

    @Test
    void whatNobodyForesawTellsNothingButWhereToLook() {
        for (String kind : new String[] {"constraint", "bug"}) {
            Response response = acme().accept("text/html, */*").get("/v1/test-echo/failures/" + kind);
            ProblemDocument.of(response).is(ProblemType.INTERNAL_ERROR);
            assertTrue(!response.asString().contains("secret")
                    && !response.asString().contains("duplicate"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic c2tfZGV2X2FjbWU=",
                "Bearer",
                "Bearer ",
                "Bearer sk_dev_nobody",
                "Bearer sk_dev_acme x",
                "sk_dev_acme",
                "Bearer SK_DEV_ACME",
                "Bearer ' OR '1'='1",
                "Bearer sk_dev_acmé"
            })
    void withoutAKnownApiKeyNothingUnderV1Answers(String authorization) {
        for (int attempt = 0; attempt < 2; attempt++) {
            Response response = given().header("Authorization", authorization)
                    .contentType("application/json")
                    .body(VALID)
                    .post("/v1/test-echo");
            ProblemDocument.of(response).is(ProblemType.UNAUTHORIZED);
            assertEquals("Bearer", response.header("WWW-Authenticate"));
        }
    }

    @Test
    void anApiKeyNamesItsMerchant() {
        given().header("Authorization", "bearer sk_dev_globex")
                .contentType("application/json")
                .body(VALID)
                .post("/v1/test-echo")
                .then()
                .statusCode(200)
                .body("merchant", equalTo("00000000-0000-7000-8000-00000910be88"));
    }

    @Test
    void everyAnswerCarriesARequestId() {
        for (String path :
                new String[] {"/", "/nowhere", "/q/health", "/q/metrics", "/q/openapi", "/problems", "/v1/test-echo"}) {
            String made = given().get(path).header("X-Request-ID");
            assertEquals(7, java.util.UUID.fromString(made).version(), path);
            assertEquals(
                    "my-Request_1:2.3",
                    given().header("X-Request-ID", "my-Request_1:2.3").get(path).header("X-Request-ID"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a,b", "<script>", "ünï", "a;b", "'--"})
    void aRequestIdThatIsNotSaneIsReplaced(String given) {
        assertEquals(
                7,
                java.util
                        .UUID
                        .fromString(given().header("X-Request-ID", given)
                                .get("/nowhere")
                                .header("X-Request-ID"))
                        .version());
        String tooLong = "a".repeat(129);
        assertEquals(
                36,
                given().header("X-Request-ID", tooLong)
                        .get("/nowhere")
                        .header("X-Request-ID")
                        .length());
        String longest = "a".repeat(128);
        assertEquals(
                longest, given().header("X-Request-ID", longest).get("/nowhere").header("X-Request-ID"));
    }

    @Test
    void everyProblemOfAKeyIsTheSameHereAsInTheIdempotencyPackage() {
        for (KeyProblem problem : KeyProblem.values()) {
            ProblemType type = ProblemType.of(problem.slug());
            assertEquals(problem.uri(), type.uri());
            assertEquals(problem.status(), type.status());
            assertEquals(problem.retry(), type.retry());
            assertEquals(problem.title(), type.title());
        }
    }

    @Test
    void everyProblemHasAPageThatTellsWhatToDo() {
        String index = given().accept("text/html")
                .get("/problems")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        for (ProblemType type : ProblemType.values()) {
            assertTrue(index.contains("href=\"" + type.uri() + "\""), type.uri());
            Response page = given().accept("text/html").get(type.uri());
            assertEquals(200, page.statusCode());
            assertEquals(
                    "text/html;charset=utf-8", page.contentType().toLowerCase().replace(" ", ""));
            assertTrue(
                    page.asString().contains("<h1>" + type.title().replace("'", "&#39;") + "</h1>"), page.asString());
            assertTrue(page.asString().contains("&quot;status&quot; : " + type.status()), page.asString());
            assertTrue(WORDS.matcher(page.asString()).find(), page.asString());
            assertNotNull(page.header("X-Request-ID"));
        }
    }

    @Test
    void everyProblemIsExplainedOnceAndNothingElseIs() throws IOException {
        String words = Files.readString(Path.of("src", "main", "resources", "templates", "ProblemPages", "words.html"));
        assertEquals(
                Stream.of(ProblemType.values()).map(ProblemType::name).toList(),
                Pattern.compile("\\{#case (\\w+)}")
                        .matcher(words)
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }
}
