package dev.payonce.http;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is answered, a browser may do no more with it than is needed. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class BrowserRulesTest {

    private static void assertGuarded(String what, Map<String, String> headers) {
        assertEquals("nosniff", headers.get("x-content-type-options"), what);
        assertEquals("DENY", headers.get("x-frame-options"), what);
        assertEquals("no-referrer", headers.get("referrer-policy"), what);
        String policy = headers.get("content-security-policy");
        assertTrue(policy.startsWith("default-src 'none'"), what + ": " + policy);
        assertTrue(policy.endsWith("frame-ancestors 'none'"), what + ": " + policy);
        assertFalse(policy.contains("http") || policy.contains("*") || policy.contains("eval"), policy);
    }

    private static Map<String, String> get(String path, String... more) {
        var request = given();
        for (int i = 0; i < more.length; i += 2) {
            request.header(more[i], more[i + 1]);
        }
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        request.get(path).headers().forEach(header -> headers.put(header.getName(), header.getValue()));
        return headers;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/console/app.js",
                "/sdk/payonce.js",
                "/problems",
                "/problems/not-found",
                "/problems/none",
                "/q/health",
                "/q/metrics",
                "/q/openapi",
                "/q/swagger-ui/",
                "/simulator/statement",
                "/v1/orders",
                "/v1/semantics",
                "/admin/merchants",
                "/nowhere"
            })
    void everyPageAndEveryAnswer(String path) {
        assertGuarded(path, get(path));
    }

    @ParameterizedTest
    @CsvSource({"/a;b", "'*'", "x", "//"})
    void alsoWhatNoResourceAnswers(String path) throws Exception {
        assertGuarded(
                path,
                RawHttp.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").headers());
    }

    @Test
    void whatTheApiAnswersLoadsAndRunsNothingAtAll() {
        Api api = Api.newMerchant();
        String policy =
                api.post("/v1/orders", Api.newKey(), Api.orderOf(1)).expect(201).header("Content-Security-Policy");
        assertEquals("default-src 'none'; frame-ancestors 'none'", policy);
    }

    @Test
    void thePagesRunAndStyleThemselvesFromFilesAlone() {
        for (String page : new String[] {"/", "/problems", "/problems/not-found"}) {
            String policy = get(page).get("content-security-policy");
            assertTrue(policy.contains("style-src 'self';") && !policy.contains("unsafe"), page + ": " + policy);
            String html = given().get(page).asString();
            assertTrue(html.contains("<link rel=\"stylesheet\" href=\"/"), page);
            assertFalse(
                    Pattern.compile("<style|style=|<script>| on[a-z]+=")
                            .matcher(html)
                            .find(),
                    page);
        }
        assertEquals("text/css;charset=UTF-8", get("/console/console.css").get("content-type"));
    }

    @Test
    void pagesOfOtherOriginsMayNotReadAnything() {
        Map<String, String> headers =
                get("/v1/semantics", "Authorization", "Bearer sk_dev_acme", "Origin", "http://localhost:3000");
        assertFalse(headers.keySet().stream().anyMatch(name -> name.startsWith("access-control-")), headers::toString);
    }
}
