package dev.payonce.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.mapping.URITemplate;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/** Which methods a path has: what {@code Allow} has to name beside a 405, and Quarkus leaves out. */
@ApplicationScoped
class Methods {

    private record Route(String method, RequestMapper<String> path) {}

    /** Looked up at the first 405; the routes do not change after the start. */
    private volatile List<Route> routes;

    String allowed(RoutingContext request) {
        if (routes == null) {
            routes = routes(CurrentRequestManager.get().getDeployment());
        }
        TreeSet<String> allowed = new TreeSet<>(List.of(HttpMethod.OPTIONS));
        for (Route route : routes) {
            var match = route.path().map(request.normalizedPath());
            if (match != null && match.remaining.isEmpty()) {
                allowed.add(route.method());
                if (route.method().equals(HttpMethod.GET)) {
                    allowed.add(HttpMethod.HEAD);
                }
            }
        }
        return String.join(", ", allowed);
    }

    private static List<Route> routes(Deployment deployment) {
        List<Route> routes = new ArrayList<>();
        RuntimeResourceVisitor.visitRuntimeResources("/", deployment.getClassMappers(), new RuntimeResourceVisitor() {
            @Override
            public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                if (method != null) {
                    routes.add(new Route(method, mapper(path)));
                }
            }
        });
        return routes;
    }

    private static RequestMapper<String> mapper(String path) {
        ArrayList<RequestMapper.RequestPath<String>> one = new ArrayList<>();
        one.add(new RequestMapper.RequestPath<>(false, new URITemplate(path, false), path));
        return new RequestMapper<>(one);
    }
}
