package dev.payonce.notice;

import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Hides {@code /gateway/events} where no secret is set: before matching, so that not even a 405 tells that there is one. */
class NoticeSwitch {

    // Not the configuration itself: filters are made while the application is built, before there is any.
    @Inject
    Signatures signatures;

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    void check(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().equals(NoticeResource.PATH) && !signatures.isExpected()) {
            throw new NotFoundException();
        }
    }
}
