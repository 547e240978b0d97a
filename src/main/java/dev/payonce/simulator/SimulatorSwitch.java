package dev.payonce.simulator;

import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets nobody in where the simulator is off: before matching, so that not even a 405 tells that there is one. */
class SimulatorSwitch {

    // Not the configuration itself: filters are made while the application is built, before there is any.
    @Inject
    Simulator simulator;

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    void check(ContainerRequestContext request) {
        if (!simulator.isOn() && request.getUriInfo().getPath().startsWith("/simulator")) {
            throw new NotFoundException();
        }
    }
}
