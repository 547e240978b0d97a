package dev.payonce.merchant;

import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Hides {@code /admin} where there is no administrator. It decides between 404 and 401 only: without a token nobody has
 * the role that the resources ask for.
 */
class AdminSwitch {

    // Not the configuration itself: filters are made while the application is built, before there is any.
    @Inject
    Credentials credentials;

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    void check(ContainerRequestContext request) {
        if (!credentials.knowAnAdministrator() && request.getUriInfo().getPath().startsWith("/admin/")) {
            throw new NotFoundException();
        }
    }
}
