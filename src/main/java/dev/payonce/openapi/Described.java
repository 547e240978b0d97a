package dev.payonce.openapi;

import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
import dev.payonce.problem.ProblemType;
import dev.payonce.semantics.Semantics;
import jakarta.annotation.security.RolesAllowed;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** An operation as its resource method describes it, and of which kinds it therefore is. */
final class Described {

    private static final DotName OPERATION =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);

    private static final DotName ROLES_ALLOWED = DotName.createSimple(RolesAllowed.class);
    private static final DotName RETURNS = DotName.createSimple(Returns.class);
    private static final DotName REFUSES = DotName.createSimple(Refuses.class);

    final String route;
    final String id;

    /** Its own problems, beside those that all of its kind have. */
    final Set<ProblemType> problems = EnumSet.noneOf(ProblemType.class);

    /** What it answers with where nothing goes wrong. */
    final SortedSet<Integer> statuses = new TreeSet<>();

    /** The schema of what it answers then, or null where that is nothing. */
    final Schema answer;

    /** What counts as the same, or null where it needs no key. */
    final Semantics.Row sameness;

    private final String role;
    private final boolean takesABody;

    /** The build fails for a route that nobody described. */
    Described(String route, Operation operation, IndexView index) {
        this.route = route;
        this.id = operation.getOperationId();
        this.takesABody = operation.getRequestBody() != null;
        this.sameness = Semantics.NEWEST.operations().stream()
                .filter(each -> each.route().equals(route))
                .findFirst()
                .orElse(null);
        MethodInfo method = method(index);
        AnnotationInstance roles = method.declaringClass().declaredAnnotation(ROLES_ALLOWED);
        this.role = roles == null ? null : roles.value().asStringArray()[0];
        AnnotationInstance refuses = method.annotation(REFUSES);
        if (refuses != null) {
            Stream.of(refuses.value().asEnumArray()).map(ProblemType::valueOf).forEach(problems::add);
        }
        AnnotationInstance returns = method.annotation(RETURNS);
        if (returns == null) { // the signature shows it
            Map<String, APIResponse> shown = operation.getResponses().getAPIResponses();
            shown.keySet().stream()
                    .map(Integer::valueOf)
                    .filter(status -> status < 400)
                    .forEach(statuses::add);
            Content content = shown.get(String.valueOf(statuses.first())).getContent();
            this.answer = content == null
                    ? null
                    : content.getMediaType(DocumentFilter.JSON).getSchema();
        } else {
            IntStream.of(returns.value("status").asIntArray()).forEach(statuses::add);
            this.answer = Values.ref(
                    index.getClassByName(returns.value().asClass().name()).simpleName());
        }
        if (isCommand()) {
            statuses.add(200); // a replay
        }
    }

    private MethodInfo method(IndexView index) {
        return index.getAnnotations(OPERATION).stream()
                .filter(each -> id != null
                        && each.value("operationId") != null
                        && each.value("operationId").asString().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(route + " has no @Operation with an operationId"))
                .target()
                .asMethod();
    }

    /** Whether it is an operation under an idempotency key. */
    boolean isCommand() {
        return sameness != null;
    }

    /** Whether it reads an idempotency key, as a command does or to ask for what stands under it. */
    boolean readsAKey() {
        return isCommand() || problems.contains(ProblemType.IDEMPOTENCY_KEY_MISSING);
    }

    /** Whether it changes nothing. */
    boolean isRead() {
        return route.startsWith("GET ");
    }

    boolean takesABody() {
        return takesABody;
    }

    /** Whether anybody may call it, without an api key. */
    boolean isOpen() {
        return role == null;
    }

    /** Whether it is a merchant's, whose requests are counted where they are limited. */
    boolean isForMerchants() {
        return "merchant".equals(role);
    }

    /** Whether its answers are stored, as all are but those that Redis guards. */
    boolean isRemembered() {
        return isCommand() && !problems.contains(ProblemType.RECEIPT_REFUSED);
    }

    /** Whether it shows a secret, which nothing on the way may keep. */
    boolean showsASecret() {
        return Set.of("createMerchant", "createApiKey", "getWebhookSecret").contains(id);
    }
}
