package dev.payonce.openapi;

import dev.payonce.event.EventType;
import dev.payonce.operation.OperationStatus;
import dev.payonce.order.OrderStatus;
import dev.payonce.webhook.DeliveryStatus;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The parameters are read as text, so that a bad one gets a problem document; here they say what they are. */
final class Parameters {

    private static final int LONGEST_PAGE = 100;

    private Parameters() {}

    static void complete(Parameter parameter, Described described) {
        Schema schema = of(parameter.getName(), described);
        parameter.description(schema.getDescription()).schema(schema);
    }

    private static Schema of(String name, Described described) {
        return switch (name) {
            case "limit" ->
                Values.number("How many entries at most.", 1)
                        .format("int32")
                        .maximum(BigDecimal.valueOf(LONGEST_PAGE))
                        .defaultValue(20);
            case "cursor" ->
                Values.text("`nextCursor` of the page before; opaque.").pattern("^[A-Za-z0-9_-]{32}$");
            case "from" -> Values.time("The beginning, a time as in RFC 3339; all there is, if left out.");
            case "to" -> Values.time("The end, a time as in RFC 3339, itself left out; now, if left out.");
            case "reference" ->
                Values.text(
                                "Only the entry that has this reference, compared in Unicode's normal form C: the whole list "
                                        + "then, of one or none.")
                        .minLength(1)
                        .maxLength(100);
            case "status" ->
                Values.oneOf("Only entries of this status.", statuses(described).map(Enum::name));
            case "after" -> Values.uuid("Only events that follow the one of this id; from the oldest on, if left out.");
            case "type" ->
                Values.oneOf(
                        "Only events of this type.",
                        Stream.of(EventType.values()).map(EventType::text));
            case "name" -> Values.text("Of the endpoint.").pattern("^[A-Za-z0-9_-]{1,64}$");
            case "merchant" -> Values.uuid("The merchant's id.");
            case "id" -> Values.uuid("Of the resource; another merchant's does not exist for you.");
            default ->
                throw new IllegalStateException("the parameter " + name + " is not described in " + Parameters.class);
        };
    }

    private static Stream<Enum<?>> statuses(Described described) {
        return Stream.of(
                switch (described.id) {
                    case "listOrders" -> OrderStatus.values();
                    case "listWebhookDeliveries" -> DeliveryStatus.values();
                    default -> OperationStatus.values();
                });
    }
}
