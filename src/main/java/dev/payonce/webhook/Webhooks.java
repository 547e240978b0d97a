package dev.payonce.webhook;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.clock.Ids;
import dev.payonce.event.EventType;
import dev.payonce.event.Events;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.Violation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Keeps the endpoints of a merchant as it says what they are. */
@ApplicationScoped
class Webhooks {

    /** Each event is delivered to each of them: a bound on what one order may come to. */
    private static final int MOST = 16;

    /** A request does not wait longer for somebody's name server. */
    private static final Duration LOOK_UP = Duration.ofSeconds(2);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final WebhookStore store;
    private final WebhookClient client;
    private final AddressPolicy policy;
    private final Events events;
    private final Ids ids;
    private final SecureRandom random;

    Webhooks(
            WebhookStore store,
            WebhookClient client,
            AddressPolicy policy,
            Events events,
            Ids ids,
            SecureRandom random) {
        this.store = store;
        this.client = client;
        this.policy = policy;
        this.events = events;
        this.ids = ids;
        this.random = random;
    }

    /** Makes an endpoint what it is said to be; says whether it is new. */
    Uni<Boolean> put(UUID merchant, String name, WebhookEndpointRequest request) {
        TargetUrl target = checked(name, request);
        var complete = new WebhookEndpointRequest(
                request.url(),
                request.types() == null
                        ? null
                        : request.types().stream().distinct().toList(),
                request.status() == null ? EndpointStatus.ENABLED : request.status(),
                request.secret());
        return mustBePublic(target)
                .chain(() -> store.put(merchant, ids.next(), name, complete, Signature.newSecret(random), MOST))
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.invalid("name", "must be one of at most " + MOST + " endpoints"));
    }

    private static TargetUrl checked(String name, WebhookEndpointRequest request) {
        List<Violation> violations = new ArrayList<>();
        if (!NAME.matcher(name).matches()) {
            violations.add(new Violation("name", "must have from 1 to 64 characters out of A-Z a-z 0-9 _ -"));
        }
        TargetUrl target = null;
        try {
            target = TargetUrl.parse(request.url());
        } catch (IllegalArgumentException unusable) {
            violations.add(new Violation("url", unusable.getMessage()));
        }
        List<String> types = request.types() == null ? List.of() : request.types();
        for (int each = 0; each < types.size(); each++) {
            if (EventType.of(types.get(each)).isEmpty()) {
                violations.add(new Violation("types[" + each + "]", "must be one of " + EventType.all()));
            }
        }
        if (request.secret() != null && !Signature.isSecret(request.secret())) {
            violations.add(new Violation("secret", "must be whsec_ and 24 to 64 bytes in base 64"));
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(Violation.problem(violations));
        }
        return target;
    }

    /**
     * Says early what would fail at each delivery. A name that has no address yet may get one: it is looked up each time, and
     * that is what counts.
     */
    private Uni<Void> mustBePublic(TargetUrl target) {
        if (!policy.isStrict()) {
            return Uni.createFrom().voidItem();
        }
        if (target.isLocalhost()) {
            throw notPublic();
        }
        return client.lookUp(target, LOOK_UP)
                .onFailure()
                .recoverWithItem(List.of())
                .invoke(addresses -> {
                    if (!policy.allows(addresses)) {
                        throw notPublic();
                    }
                })
                .replaceWithVoid();
    }

    private static ProblemException notPublic() {
        return ProblemException.invalid("url", "must not lead to an address that is not public");
    }

    Uni<WebhookEndpoint> find(UUID merchant, String name) {
        return stored(merchant, name).map(WebhookStore.Stored::view);
    }

    Uni<Page<WebhookEndpoint>> list(UUID merchant, Cursor cursor) {
        return store.list(merchant, cursor)
                .map(rows -> Page.of(
                        rows,
                        cursor,
                        stored -> stored.view().createdAt(),
                        WebhookStore.Stored::id,
                        WebhookStore.Stored::view));
    }

    Uni<WebhookSecret> secret(UUID merchant, String name) {
        return ProblemException.found("webhook endpoint", store.secret(merchant, name))
                .map(WebhookSecret::new);
    }

    Uni<Void> delete(UUID merchant, String name) {
        return ProblemException.found("webhook endpoint", store.delete(merchant, name))
                .replaceWithVoid();
    }

    /** Delivers all that follows an event, again if need be. */
    Uni<WebhookEndpoint> setBack(UUID merchant, String name, UUID after) {
        return stored(merchant, name)
                .chain(() -> events.position(merchant, after))
                .chain(position -> ProblemException.found("webhook endpoint", store.setBack(merchant, name, position)))
                .map(WebhookStore.Stored::view);
    }

    Uni<Page<WebhookDelivery>> deliveries(UUID merchant, String name, DeliveryStatus status, Cursor cursor) {
        return stored(merchant, name)
                .chain(endpoint -> store.deliveries(merchant, endpoint.id(), status, cursor))
                .map(rows -> Page.of(
                        rows,
                        cursor,
                        delivery -> Instant.EPOCH, // the ids rise with time
                        WebhookDelivery::eventId,
                        delivery -> delivery));
    }

    private Uni<WebhookStore.Stored> stored(UUID merchant, String name) {
        return ProblemException.found("webhook endpoint", store.find(merchant, name));
    }
}
