package dev.payonce.http;

import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.FailureLog;
import dev.payonce.problem.ProblemResponses;
import dev.payonce.problem.ProblemType;
import dev.payonce.problem.Problems;
import dev.payonce.problem.RequestIds;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/**
 * Stands before and behind every route of the server, those of extensions and of static files too: an id, one spelling of a path,
 * a bounded body and a bounded number of requests on the way in, a problem document for whatever no resource answered.
 */
@ApplicationScoped
class RequestPipeline {

    /** Before everything that may answer; only Quarkus' reloading in development comes earlier. */
    private static final int FIRST = 1_000_000;

    /** What has to be let in comes behind the rules for other origins, without which their pages could not read a refusal. */
    private static final int BEHIND_CORS = SecurityHandlerPriorities.CORS - 1;

    /** After static files (10000) and resources (20500), before the page of routes that development mode shows. */
    private static final int BEHIND_ALL_ROUTES = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 1000;

    private static final Problem STRANGE_PATH = Problem.of(
            ProblemType.INVALID_REQUEST,
            "The path is not spelled as this API spells it: no ';', no empty or dot segment, no slash at the end, and "
                    + "nothing percent-encoded that can be written as it is.");

    private static final Problem STRANGE_QUERY = Problem.of(
            ProblemType.INVALID_REQUEST,
            "The query is not spelled as a URI's: what is not ASCII, white space and any of \" < > \\ ^ ` { | } # have to be "
                    + "percent-encoded, as UTF-8, and a percent sign is followed by two hexadecimal digits.");

    private static final Problem BROKEN_HEADER =
            Problem.of(ProblemType.INVALID_REQUEST, "A header holds a line break or a NUL.");

    private static final Problem STRANGE_ENCODING =
            Problem.of(ProblemType.INVALID_REQUEST, "A Transfer-Encoding can only be chunked, and be there once.");

    private static final Problem MANY_HOSTS =
            Problem.of(ProblemType.INVALID_REQUEST, "The header Host has to be there, and once.");

    private final RequestIds requestIds;
    private final ProblemResponses responses;
    private final LoadShedder admission;
    private final Stopping stopping;
    private final BodyLimit bodyLimit = new BodyLimit();

    RequestPipeline(RequestIds requestIds, ProblemResponses responses, LoadShedder admission, Stopping stopping) {
        this.requestIds = requestIds;
        this.responses = responses;
        this.admission = admission;
        this.stopping = stopping;
    }

    void on(@Observes Filters filters) {
        filters.register(this::identify, FIRST);
        filters.register(this::readHead, FIRST - 1);
        filters.register(admission::beforeTheBody, BEHIND_CORS);
        filters.register(bodyLimit::takeIn, BEHIND_CORS - 1);
        filters.register(this::whole, BEHIND_CORS - 2);
        filters.register(admission::atTheDoor, BEHIND_CORS - 3);
    }

    void on(@Observes Router router) {
        router.route().order(-FIRST).failureHandler(this::failed); // before Quarkus' own, which shows stack traces
        router.route().order(BEHIND_ALL_ROUTES).handler(request -> answer(request, Problems.ofStatus(404)));
        // Where the router itself refuses a request, as for a path that cannot be decoded, no handler runs but these.
        for (int status : new int[] {400, 404, 405, 406, 413, 415, 500}) {
            router.errorHandler(status, this::failed);
        }
    }

    private void identify(RoutingContext request) {
        if (BodyLimit.isBehindLast(request)) {
            request.request().connection().close();
            return;
        }
        begin(request);
        if (!BodyLimit.hasOneEnd(request.request())) {
            BodyLimit.makeLast(request);
            answer(request, STRANGE_ENCODING);
            return;
        }
        Connections.Incoming connection = Connections.of(request);
        if (connection != null) {
            request.addEndHandler(answered -> connection.answered());
        }
        boolean surplus = connection != null && connection.isSurplus();
        if ((surplus || stopping.isRefusing()) && !isForOperators(request)) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            answer(request, Problems.ofStatus(503));
        } else {
            request.next();
        }
    }

    private static boolean isForOperators(RoutingContext request) {
        return String.valueOf(request.request().path()).startsWith("/q/");
    }

    private void whole(RoutingContext request) {
        Connections.Incoming connection = Connections.of(request);
        if (connection != null) {
            connection.whole();
        }
        request.next();
    }

    /** What every answer has. */
    private String begin(RoutingContext request) {
        BrowserRules.tell(request.request());
        return requestIds.of(request);
    }

    /** Whoever asks, for whatever: nothing behind this has to reckon with two spellings of one path. */
    private void readHead(RoutingContext request) {
        if (!namesOneHost(request.request())) {
            answer(request, MANY_HOSTS);
        } else if (isAbsolute(request.request())
                || !PathSpelling.isPlain(request.request().path())) {
            answer(request, STRANGE_PATH);
        } else if (!QuerySpelling.isPlain(request.request().query())) {
            answer(request, STRANGE_QUERY);
        } else if (request.request().version() == HttpVersion.HTTP_2 && hasBrokenHeader(request.request())) {
            answer(request, BROKEN_HEADER);
        } else {
            request.next();
        }
    }

    /** Of two, a proxy may have gone by the one and we by the other (RFC 9112, section 3.2). */
    private static boolean namesOneHost(HttpServerRequest request) {
        int hosts = request.headers().getAll(HttpHeaders.HOST).size();
        return request.version() == HttpVersion.HTTP_1_1 ? hosts == 1 : hosts <= 1;
    }

    /** Over HTTP/1.1 a request may name its host in the target, as to a proxy; over HTTP/2 it has a place of its own for that. */
    private static boolean isAbsolute(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 && !request.uri().startsWith("/");
    }

    /** Over HTTP/1.1 a line break ends a header; over HTTP/2 the decoder lets it through (RFC 9113, section 8.2.1). */
    private static boolean hasBrokenHeader(HttpServerRequest request) {
        for (Map.Entry<String, String> header : request.headers()) {
            String value = header.getValue();
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
                return true;
            }
        }
        return false;
    }

    private void failed(RoutingContext request) {
        Throwable failure = request.failure();
        int status = request.statusCode();
        boolean clients = status >= 400 && status < 500;
        Problem problem = failure == null || clients ? Problems.ofStatus(status) : Problems.of(failure);
        FailureLog.tell(failure, problem, request, begin(request));
        answer(request, problem);
    }

    private void answer(RoutingContext request, Problem problem) {
        String requestId = requestIds.of(request);
        if (problem.type() == ProblemType.BODY_TOO_LARGE) {
            BodyLimit.hangUpAfter(request);
        }
        responses.write(request, problem, requestId);
    }
}
