package dev.payonce.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** The call being answered: who makes it, and under which id it is logged. */
@RequestScoped
public class Call {

    private static final String MERCHANT = "payonce.merchant";

    private final CurrentVertxRequest current;

    Call(CurrentVertxRequest current) {
        this.current = current;
    }

    /**
     * The merchant whose api key the call carries.
     *
     * @throws ProblemException with {@code unauthorized} where none was recognised: a resource outside {@code /v1}
     *     that asks for a merchant is refused, rather than given nobody's data
     */
    public UUID merchant() {
        UUID merchant = current.getCurrent().get(MERCHANT);
        if (merchant == null) {
            throw new ProblemException(Problem.of(ProblemType.UNAUTHORIZED, "This call names no merchant."));
        }
        return merchant;
    }

    /** The id that the response carries as {@code X-Request-ID}. */
    public String requestId() {
        return RequestIds.known(current.getCurrent());
    }

    /** Notes whose call this is; for the one filter that checks api keys. */
    public static void identify(RoutingContext call, UUID merchant) {
        call.put(MERCHANT, merchant);
    }
}
