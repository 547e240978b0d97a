package dev.payonce.notice;

import dev.payonce.gateway.GatewayNotice;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * The gateway's notices over HTTP. The signature is the credential, so no other is asked for. Answers 204 where there is
 * nothing left to do about a notice, whatever it was about, and 503 where it is to be sent again.
 */
@PermitAll
@Path(NoticeResource.PATH)
class NoticeResource {

    static final String PATH = "/gateway/events";

    private final Signatures signatures;
    private final Notices notices;

    NoticeResource(Signatures signatures, Notices notices) {
        this.signatures = signatures;
        this.notices = notices;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    @Operation(hidden = true) // for the gateway, and no part of what merchants call
    public Uni<Void> take(@Context HttpHeaders headers, byte[] body) {
        String id = only(headers, "webhook-id");
        String timestamp = only(headers, "webhook-timestamp");
        if (!signatures.areTheGateways(id, timestamp, only(headers, "webhook-signature"), body)) {
            throw new ProblemException(Problem.of(
                    ProblemType.UNAUTHORIZED,
                    "A notice is signed with the gateway's secret, by the Standard Webhooks specification, and not "
                            + "more than five minutes ago."));
        }
        GatewayNotice notice = GatewayNotice.read(body)
                .orElseThrow(() -> ProblemException.invalid(
                        "data.reference", "must be there, in one JSON object that says nothing twice"));
        return notices.take(id, notice)
                .invoke(done -> {
                    if (!done) {
                        throw new ProblemException(
                                Problem.of(
                                        ProblemType.SERVICE_UNAVAILABLE,
                                        "What has become of this reference cannot be found out at the moment. Send the notice again."));
                    }
                })
                .replaceWithVoid();
    }

    /** A header that is there once, or null. */
    private static String only(HttpHeaders headers, String name) {
        List<String> values = headers.getRequestHeader(name);
        return values != null && values.size() == 1 ? values.get(0) : null;
    }
}
