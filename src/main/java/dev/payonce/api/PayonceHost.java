package dev.payonce.api;

import dev.payonce.clock.Ids;
import dev.payonce.idempotency.http.Host;
import dev.payonce.idempotency.http.ProblemKind;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Tells the idempotency package whose commands these are, and in which words they are refused. */
@ApplicationScoped
class PayonceHost implements Host {

    private final Call call;
    private final Ids ids;
    private final RequestBodies bodies;

    PayonceHost(Call call, Ids ids, RequestBodies bodies) {
        this.call = call;
        this.ids = ids;
        this.bodies = bodies;
    }

    @Override
    public UUID tenant() {
        return call.merchant();
    }

    @Override
    public byte[] secret() {
        return call.caller().secret();
    }

    @Override
    public String requestId() {
        return call.requestId();
    }

    @Override
    public long receivedAt() {
        return call.receivedAt();
    }

    @Override
    public UUID newId() {
        return ids.next();
    }

    @Override
    public RuntimeException fault(Record request) {
        if (request == null) {
            return ProblemException.invalid("", "must be a JSON object");
        }
        var inQuery = call.queryFault();
        var fault = inQuery != null ? inQuery : bodies.fault(request);
        return fault == null ? null : new ProblemException(fault);
    }

    @Override
    public boolean saysInvalid(Throwable failure) {
        return failure instanceof ProblemException refused
                && refused.problem().type().status() == 400;
    }

    @Override
    public ProblemKind kind(String slug) {
        return ProblemType.of(slug);
    }

    @Override
    public ProblemKind notExecuted() {
        return ProblemType.GATEWAY_UNAVAILABLE;
    }

    @Override
    public String operation(UUID id) {
        return "/v1/operations/" + id;
    }
}
