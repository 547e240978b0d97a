package dev.payonce.merchant;

import dev.payonce.http.Call;
import dev.payonce.http.Problem;
import dev.payonce.http.ProblemException;
import dev.payonce.http.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks for an api key in front of everything under {@code /v1}. */
class MerchantFilter {

    private static final ProblemException MISSING =
            unauthorized("Send your api key as Authorization: Bearer <api key>.");
    private static final ProblemException UNKNOWN = unauthorized("No merchant has this api key.");

    /**
     * Whether a resource is under /v1, by what it declares: a path can be spelled in several ways, and a filter that
     * compares spellings can be walked around.
     */
    private static final ClassValue<Boolean> NEEDS_MERCHANT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> resource) {
            Path path = resource.getAnnotation(Path.class);
            return path != null && (path.value() + "/").replaceFirst("^/", "").startsWith("v1/");
        }
    };

    private final Merchants merchants;

    MerchantFilter(Merchants merchants) {
        this.merchants = merchants;
    }

    /** On the event loop, where the database is reached from, also in front of a resource that blocks. */
    @ServerRequestFilter(nonBlocking = true)
    Uni<Void> authenticate(ResourceInfo resource, RoutingContext call) {
        if (!NEEDS_MERCHANT.get(resource.getResourceClass())) {
            return Uni.createFrom().voidItem();
        }
        ApiKey key = BearerToken.of(call.request().getHeader(HttpHeaders.AUTHORIZATION));
        if (key == null) {
            return Uni.createFrom().failure(MISSING);
        }
        return merchants
                .callerWith(key)
                .onItem()
                .ifNull()
                .failWith(UNKNOWN)
                .invoke(caller -> Call.identify(call, caller))
                .replaceWithVoid();
    }

    private static ProblemException unauthorized(String detail) {
        return new ProblemException(Problem.of(ProblemType.UNAUTHORIZED, detail));
    }
}
