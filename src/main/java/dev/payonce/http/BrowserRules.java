package dev.payonce.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * What a browser may do with an answer: take it for what it is declared to be, show it in no frame, and run or load nothing but
 * what the page that it is needs. Answers of the API are no pages and need nothing.
 */
final class BrowserRules {

    private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence FRAME_OPTIONS = HttpHeaders.createOptimized("X-Frame-Options");
    private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");

    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");

    private static final CharSequence OWN_FILES = HttpHeaders.createOptimized(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    /** Its page begins with a script, and it styles what it draws. */
    private static final CharSequence SWAGGER_UI = HttpHeaders.createOptimized(
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private BrowserRules() {}

    static void tell(HttpServerRequest request) {
        String path = request.path();
        HttpServerResponse response = request.response();
        response.putHeader(TYPE_OPTIONS, NOSNIFF);
        response.putHeader(REFERRER_POLICY, NO_REFERRER);
        // In development only: it frames and loads whatever an extension brings.
        if (path == null || !path.startsWith("/q/dev-ui")) {
            response.putHeader(FRAME_OPTIONS, DENY);
            response.putHeader(POLICY, policy(path));
        }
    }

    private static CharSequence policy(String path) {
        if (path == null || path.startsWith("/v1/")) {
            return NOTHING;
        }
        if (path.startsWith("/q/swagger-ui")) {
            return SWAGGER_UI;
        }
        return path.equals("/") || path.startsWith("/console/") || path.startsWith("/problems") ? OWN_FILES : NOTHING;
    }
}
