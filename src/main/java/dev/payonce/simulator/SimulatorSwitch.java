package dev.payonce.simulator;

import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets nobody in where the simulator is off: before matching, so that not even a 405 tells that there is one. */
class SimulatorSwitch {

    @Inject
    SimulatorConfig config;

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (!config.enabled() && request.getUriInfo().getPath().startsWith("/simulator")) {
            throw new NotFoundException();
        }
    }
}
