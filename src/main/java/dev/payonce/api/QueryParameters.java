package dev.payonce.api;

import dev.payonce.idempotency.IdempotencyKey;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import dev.payonce.problem.Violation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query parameter that the resource does not have, one that is repeated, and one without a value, which the
 * framework would take for one that was left out: {@code ?statsu=PENDING} and {@code ?reference=} would list everything
 * to a client that made a mistake. What a resource's method declares is what it has.
 */
class QueryParameters {

    private static final String FAULT = "payonce.query-fault";

    /** As many as there are resource methods: annotations would be made anew for each request. */
    private final Map<Method, Set<String>> declared = new ConcurrentHashMap<>();

    /** Behind the filters that say who may call. */
    @ServerRequestFilter(nonBlocking = true, priority = Priorities.USER + 1)
    void check(RoutingContext call, ResourceInfo resource) {
        MultiMap sent = call.queryParams();
        // What is open to everybody, pages and the simulator, is not the API.
        if (sent.isEmpty() || resource.getResourceClass().isAnnotationPresent(PermitAll.class)) {
            return;
        }
        Set<String> known = declared.computeIfAbsent(resource.getResourceMethod(), QueryParameters::declaredBy);
        List<Violation> violations = violations(sent, known);
        if (violations.isEmpty()) {
            return;
        }
        Problem fault = sent.names().stream().anyMatch(IdempotencyKey::isNamedBy)
                ? Problem.of(
                        ProblemType.IDEMPOTENCY_KEY_IN_URL,
                        "URLs are logged and cached. Send the key in the header Idempotency-Key.")
                : Violation.problem(violations);
        if (isCommand(call)) {
            call.put(FAULT, fault); // its key may have been answered before there was a rule
        } else {
            throw new ProblemException(fault);
        }
    }

    /** What is wrong with a command's query, or null. */
    static Problem fault(RoutingContext command) {
        return command.get(FAULT);
    }

    private static boolean isCommand(RoutingContext call) {
        return call.request().method() == HttpMethod.POST
                && call.normalizedPath().startsWith("/v1/");
    }

    private static List<Violation> violations(MultiMap sent, Set<String> known) {
        List<Violation> violations = new ArrayList<>();
        for (String name : sent.names()) {
            List<String> values = sent.getAll(name);
            if (!known.contains(name)) {
                violations.add(new Violation(name, "is not a query parameter of this resource"));
            } else if (values.size() > 1) {
                violations.add(new Violation(name, "must not be repeated"));
            } else if (values.get(0).isEmpty()) {
                violations.add(new Violation(name, "must not be empty"));
            }
        }
        return violations;
    }

    private static Set<String> declaredBy(Method resource) {
        return Stream.of(resource.getParameters())
                .flatMap(QueryParameters::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> name(Parameter parameter) {
        if (parameter.isAnnotationPresent(QueryParam.class)) {
            return Stream.of(parameter.getAnnotation(QueryParam.class).value());
        }
        return parameter.isAnnotationPresent(RestQuery.class) ? Stream.of(parameter.getName()) : Stream.of();
    }
}
