package dev.payonce.api;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Hides the parts that are not there: before matching, so that not even a 405 tells that there could be one. */
class OptionalParts {

    // Beans and not their settings: filters are made while the application is built, before there are any.
    @Inject
    @All
    List<OptionalPart> parts;

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    void check(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        for (OptionalPart part : parts) {
            if (path.startsWith(part.root()) && !part.isThere()) {
                throw new NotFoundException();
            }
        }
    }
}
