package dev.payonce.merchant;

import dev.payonce.api.Caller;
import dev.payonce.api.OptionalPart;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Says who presents a token: the administrator, a merchant, or nobody. A resource names the role that may call it,
 * {@code merchant} or {@code admin}; nobody has both.
 */
@ApplicationScoped
class Credentials implements IdentityProvider<TokenAuthenticationRequest>, OptionalPart {

    /** The attribute of a merchant's identity that holds its {@link Caller}. */
    static final String CALLER = "payonce.caller";

    private static final SecurityIdentity ADMIN = identity("admin").build();

    private final Optional<ApiKey> adminToken;
    private final Merchants merchants;
    private final WrongCredentials wrong;

    Credentials(AdminConfig config, Merchants merchants, WrongCredentials wrong) {
        this.adminToken = config.token().map(ApiKey::presented);
        this.merchants = merchants;
        this.wrong = wrong;
    }

    /**
     * What an administrator alone may do. Its being there decides between 404 and 401 only: without a token nobody has the
     * role that the resources ask for.
     */
    @Override
    public String root() {
        return "/admin/";
    }

    @Override
    public boolean isThere() {
        return adminToken.isPresent();
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext blocking) {
        ApiKey presented = ApiKey.presented(request.getToken().getToken());
        Merchants.Known known = merchants.known(presented);
        if (known != null && known.isFresh()) {
            return Uni.createFrom().item(known.identity());
        }
        String address = HttpSecurityUtils.getRoutingContextAttribute(request)
                .request()
                .remoteAddress()
                .hostAddress();
        if (known == null) {
            wrong.limit(address);
        }
        if (adminToken.isPresent() && adminToken.get().matches(presented)) {
            return Uni.createFrom().item(ADMIN);
        }
        return merchants.lookUp(presented).map(found -> {
            if (found == null) {
                wrong.count(address);
                throw new AuthenticationFailedException();
            }
            return found.identity();
        });
    }

    static SecurityIdentity of(Caller caller) {
        return identity("merchant").addAttribute(CALLER, caller).build();
    }

    private static QuarkusSecurityIdentity.Builder identity(String role) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(role))
                .addRole(role);
    }
}
