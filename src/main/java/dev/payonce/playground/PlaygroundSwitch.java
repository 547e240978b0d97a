package dev.payonce.playground;

import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets nobody in where there is no playground: before matching, so that not even a 405 tells that there is one. */
class PlaygroundSwitch {

    // Not the configuration itself: filters are made while the application is built, before there is any.
    @Inject
    Playground playground;

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    void check(ContainerRequestContext request) {
        if (!playground.isOpen() && request.getUriInfo().getPath().startsWith("/playground")) {
            throw new NotFoundException();
        }
    }
}
