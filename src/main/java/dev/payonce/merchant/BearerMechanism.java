package dev.payonce.merchant;

import dev.payonce.api.Call;
import dev.payonce.api.Caller;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads the bearer token of a call. Whose it is, {@link Credentials} knows. */
@ApplicationScoped
class BearerMechanism implements HttpAuthenticationMechanism {

    /** Exactly one header with a bearer token, or nobody calls: which of two is meant would be a guess. */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext call, IdentityProviderManager providers) {
        List<String> headers = call.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
        String token = headers.size() == 1 ? BearerToken.of(headers.get(0)) : null;
        if (token == null) {
            return Uni.createFrom().nullItem();
        }
        var request = new TokenAuthenticationRequest(new TokenCredential(token, "bearer"));
        HttpSecurityUtils.setRoutingContextAttribute(request, call);
        return providers.authenticate(request).invoke(identity -> {
            Caller caller = identity.getAttribute(Credentials.CALLER);
            if (caller != null) {
                Call.identify(call, caller);
            }
        });
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext call) {
        return Uni.createFrom()
                .item(new ChallengeData(
                        HttpResponseStatus.UNAUTHORIZED.code(), HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }
}
