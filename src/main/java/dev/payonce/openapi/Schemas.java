package dev.payonce.openapi;

import dev.payonce.event.EventType;
import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.idempotency.http.Retry;
import dev.payonce.json.Amount;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.MailAddress;
import dev.payonce.json.Name;
import dev.payonce.json.Text;
import dev.payonce.operation.OperationStatus;
import dev.payonce.order.CancelRequest;
import dev.payonce.order.OrderRequest;
import dev.payonce.order.OrderStatus;
import dev.payonce.payment.PaymentRequest;
import dev.payonce.receipt.ReceiptRequest;
import dev.payonce.refund.RefundRequest;
import dev.payonce.transfer.TransferRequest;
import dev.payonce.webhook.DeliveryStatus;
import dev.payonce.webhook.PositionRequest;
import dev.payonce.webhook.WebhookEndpointRequest;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** What the types' own annotations say about their fields, and the schemas of what has no type. */
final class Schemas {

    private static final Map<String, Class<? extends Record>> REQUESTS = Map.of(
            "OrderRequest", OrderRequest.class,
            "Item", OrderRequest.Item.class,
            "CancelRequest", CancelRequest.class,
            "PaymentRequest", PaymentRequest.class,
            "RefundRequest", RefundRequest.class,
            "TransferRequest", TransferRequest.class,
            "ReceiptRequest", ReceiptRequest.class,
            "WebhookEndpointRequest", WebhookEndpointRequest.class,
            "PositionRequest", PositionRequest.class);

    private Schemas() {}

    static void complete(Components components) {
        REQUESTS.forEach((name, type) -> request(components.getSchemas().get(name), type));
        components.addSchema("Problem", problem());
        components.addSchema("CreatedMerchant", createdMerchant());
        components.addSchema("CreatedApiKey", createdApiKey());
        components.addSchema("Receipt", receipt());
    }

    private static void request(Schema schema, Class<? extends Record> type) {
        // An unknown field is an error, never ignored.
        schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        for (Field field : type.getDeclaredFields()) {
            Schema property = schema.getProperties() == null
                    ? null
                    : schema.getProperties().get(field.getName());
            if (property != null) {
                field(property, field);
            }
        }
    }

    private static void field(Schema property, Field field) {
        Text text = field.getAnnotation(Text.class);
        if (text != null) {
            property.minLength(text.min()).maxLength(text.max());
        }
        Name name = field.getAnnotation(Name.class);
        if (name != null) {
            property.minLength(1).maxLength(name.max());
        }
        if (field.isAnnotationPresent(MailAddress.class)) {
            property.minLength(3).maxLength(MailAddress.MAX_LENGTH);
        }
        if (field.isAnnotationPresent(Amount.class)) {
            property.minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(Amount.MAX));
        }
        if (field.isAnnotationPresent(CurrencyCode.class)) {
            property.pattern("^[A-Z]{3}$");
        }
        String description = description(field);
        if (description != null && property.getRef() == null) {
            property.description(description);
        }
    }

    /** Whether it counts, and why: the reason stands at the field's declaration. */
    private static String description(Field field) {
        Noise noise = component(field).getAnnotation(Noise.class);
        var identity = Arrays.stream(component(field).getAnnotationsByType(Identity.class))
                .filter(declared -> declared.until() == Identity.NOW)
                .findFirst();
        if (identity.isPresent()) {
            return "IDENTITY. " + identity.get().value();
        }
        if (noise != null) {
            return "NOISE. " + noise.value();
        }
        return component(field).isAnnotationPresent(Carrier.class)
                ? "The idempotency key, for callers that cannot set headers; neither identity nor noise."
                : null;
    }

    private static RecordComponent component(Field field) {
        return Arrays.stream(field.getDeclaringClass().getRecordComponents())
                .filter(component -> component.getName().equals(field.getName()))
                .findFirst()
                .orElseThrow();
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("A problem document (RFC 9457).")
                .required(List.of("type", "title", "status", "detail", "instance", "retry"))
                .addProperty("type", text("`/problems/<slug>`, a page that can be opened; what a program decides on."))
                .addProperty("title", text("The same for every problem of this type."))
                .addProperty("status", number("The HTTP status."))
                .addProperty("detail", text("What happened this time, for a developer."))
                .addProperty("instance", text("The id of the request, as in `X-Request-ID`."))
                .addProperty(
                        "retry",
                        text("What may be sent again: the same request under the same key, a new attempt under a new key, or "
                                        + "nothing.")
                                .enumeration(Stream.of(Retry.values())
                                        .map(retry -> (Object) retry.wire())
                                        .toList()))
                .addProperty(
                        "violations",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .description("`invalid-request`: what is wrong with which field.")
                                .items(OASFactory.createSchema()
                                        .addType(Schema.SchemaType.OBJECT)
                                        .addProperty("field", text("Its path in the body, or a query parameter."))
                                        .addProperty(
                                                "message", text("Completes a sentence that begins with the field."))))
                .addProperty(
                        "differingFields",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .description(
                                        "`idempotency-key-reused`: the identity fields that differ; never their values.")
                                .items(OASFactory.createSchema().addType(Schema.SchemaType.STRING)))
                .addProperty("operation", text("The path of the operation under the key."))
                .addProperty("resource", text("The path of the resource that it is about."))
                .addProperty("failureCode", text("Why the gateway refused."))
                .addProperty("remaining", number("Minor units that can still be refunded."));
    }

    private static Schema createdMerchant() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("id", text("The merchant's id.").format("uuid"))
                .addProperty("name", text("As it was sent."))
                .addProperty("apiKey", text("Shown this once; only its digest is kept."));
    }

    private static Schema createdApiKey() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty(
                        "id", text("The api key's id, by which it is revoked.").format("uuid"))
                .addProperty("name", text("As it was sent, or null."))
                .addProperty("apiKey", text("Shown this once; only its digest is kept."))
                .addProperty("createdAt", text("When it was made.").format("date-time"));
    }

    private static Schema receipt() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty(
                        "status",
                        text("`ALREADY_SENT` where an earlier request under the key sent it.")
                                .enumeration(List.of("SENT", "ALREADY_SENT")));
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }

    private static Schema number(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).description(description);
    }

    /** The parameters are read as text, so that a bad one gets a problem document; here they say what they are. */
    static void complete(Parameter parameter, Described described) {
        switch (parameter.getName()) {
            case "limit" ->
                parameter
                        .description("How many entries at most.")
                        .schema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.INTEGER)
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(100))
                                .defaultValue(20));
            case "from" -> parameter.description("The beginning, a time as in RFC 3339; all there is, if left out.");
            case "to" -> parameter.description("The end, a time as in RFC 3339, itself left out; now, if left out.");
            case "cursor" -> parameter.description("`nextCursor` of the page before; opaque.");
            case "reference" ->
                parameter.description(
                        "Only the entry that has this reference, compared in Unicode's normal form C: the whole list then, of "
                                + "one or none.");
            case "status" ->
                parameter
                        .description("Only entries of this status.")
                        .schema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .enumeration(statuses(described)));
            case "after" ->
                parameter.description("Only events that follow the one of this id; from the oldest on, if left out.");
            case "type" ->
                parameter
                        .description("Only events of this type.")
                        .schema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .enumeration(Arrays.stream(EventType.values())
                                        .map(type -> (Object) type.text())
                                        .toList()));
            case "name" -> parameter.description("Of the endpoint: 1 to 64 characters out of `A-Z a-z 0-9 _ -`.");
            case "merchant" -> parameter.description("The merchant's id.");
            case "id" -> parameter.description("Of the resource; another merchant's does not exist for you.");
            default -> {}
        }
    }

    private static List<Object> statuses(Described described) {
        Enum<?>[] statuses = switch (described) {
            case LIST_ORDERS -> OrderStatus.values();
            case LIST_WEBHOOK_DELIVERIES -> DeliveryStatus.values();
            default -> OperationStatus.values();
        };
        return Arrays.stream(statuses).map(status -> (Object) status.name()).toList();
    }
}
