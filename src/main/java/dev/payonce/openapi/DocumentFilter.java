package dev.payonce.openapi;

import dev.payonce.semantics.Semantics;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.IndexView;

/** Completes the document while the application is built: what holds for all operations of a kind is a rule here. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    static final String JSON = "application/json";

    private static final String ABOUT = """
            Orders, payments, refunds and transfers. Business semantics, not bytes, decide what counts as the same operation.

            Every `POST` under `/v1` carries an idempotency key, made once for each intent and sent with each attempt. \
            However often it is sent, it takes effect at most once, and a definitive answer is never contradicted later. \
            Not even by a rule that got stricter: a request that would be refused as invalid today is answered with what \
            stands under its key, if it is the same request. \
            `x-idempotency` on each operation tells which fields make it what it is.

            Text is read in Unicode's normal form C, and stored, compared, looked up and answered that way. A text that counts \
            is not blank, and does not begin or end with white space or an invisible character. Numbers in `metadata` come \
            back as they were sent, digit by digit; a number beyond the range of a double, or longer than 100 digits, is refused.

            A card number is refused with `card-data-refused` in every text and in `metadata`, whatever its digits and \
            separators. `reference`, `sku` and keys are your own numbers and are not searched.

            To try it in development, press **Authorize** and enter the api key `sk_dev_acme` (or `sk_dev_globex`).""";

    private final IndexView index;

    /** @param index of the classes that the document is made of */
    public DocumentFilter(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.setInfo(OASFactory.createInfo()
                .title("payonce")
                .version("1.0.0")
                .description(ABOUT)
                .contact(OASFactory.createContact().name("The operator of this installation"))
                .license(OASFactory.createLicense()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")));
        // Wherever it was fetched from.
        document.setServers(List.of(OASFactory.createServer().url("/")));
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        Components components = document.getComponents();
        components
                .addSecurityScheme(
                        "apiKey", bearer("The merchant's api key; in development `sk_dev_acme` or `sk_dev_globex`."))
                .addSecurityScheme("adminToken", bearer("The value of `ADMIN_TOKEN`."));
        Resources.addTo(components);
        Shared shared = new Shared(components);
        EnumSet<Tag> tags = EnumSet.noneOf(Tag.class);
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((method, operation) -> {
                    complete(new Described(method + " " + path, operation, index), operation, shared);
                    tags.add(Tag.of(path));
                }));
        document.setTags(tags.stream()
                .map(tag -> OASFactory.createTag().name(tag.title()).description(tag.description))
                .toList());
        new Schemas(index).complete(document);
    }

    private static SecurityScheme bearer(String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(description);
    }

    private static void complete(Described described, Operation operation, Shared shared) {
        words(described, operation);
        parameters(described, operation);
        if (described.takesABody()) {
            body(described, operation.getRequestBody());
        }
        responses(described, operation, shared);
        if (described.isCommand()) {
            operation.addExtension("x-idempotency", idempotency(described.sameness));
        }
    }

    /** The document shows first what was said first: what the annotations said is said anew, so that it keeps its place. */
    private static void words(Described described, Operation operation) {
        String summary = operation.getSummary();
        String description = operation.getDescription();
        operation.summary(null).description(null).operationId(null).security(null);
        operation.summary(summary);
        if (!described.isOpen()) {
            operation.security(List.of(OASFactory.createSecurityRequirement()
                    .addScheme(described.isForMerchants() ? "apiKey" : "adminToken")));
        }
        operation
                .operationId(described.id)
                .tags(List.of(Tag.of(described.route).title()))
                .description(description == null ? summary + "." : description);
        if (described.isOpen()) {
            operation.security(List.of());
        }
    }

    private static void body(Described described, RequestBody body) {
        Boolean required = body.getRequired();
        body.required(null)
                .description(
                        described.isCommand() ? "Which fields count is said in `x-idempotency`." : "What is asked.")
                .required(required);
        MediaType json = body.getContent().getMediaType(JSON);
        json.setExample(Examples.of(described.id, json.getSchema()));
    }

    private static void parameters(Described described, Operation operation) {
        var parameters = new ArrayList<Parameter>();
        if (operation.getParameters() != null) {
            parameters.addAll(operation.getParameters());
        }
        parameters.forEach(parameter -> Parameters.complete(parameter, described));
        if (described.readsAKey()) {
            parameters.add(described.isCommand() ? Shared.key(described) : Shared.parameter(Shared.KEY));
        }
        parameters.add(Shared.parameter(Shared.REQUEST_ID));
        operation.setParameters(parameters);
    }

    private static void responses(Described described, Operation operation, Shared shared) {
        var responses = OASFactory.createAPIResponses();
        described.statuses.forEach(
                status -> responses.addAPIResponse(String.valueOf(status), answer(described, status, shared)));
        shared.problems(described).forEach(responses::addAPIResponse);
        operation.setResponses(responses);
    }

    private static APIResponse answer(Described described, int status, Shared shared) {
        boolean replay = described.isCommand() && status == 200;
        APIResponse response = OASFactory.createAPIResponse()
                .description(
                        switch (status) {
                            case 201 -> "Done, for the first time.";
                            case 202 ->
                                "The outcome is not known yet; it is being found out. Ask again under the same key.";
                            case 204 -> "Done.";
                            default ->
                                !replay
                                        ? "As it stands."
                                        : described.statuses.contains(201)
                                                ? "Done before, under this key: the body first given."
                                                : "Done; with the replay headers, done before.";
                        });
        if (described.answer != null) {
            response.setContent(OASFactory.createContent()
                    .addMediaType(
                            JSON,
                            OASFactory.createMediaType()
                                    .schema(described.answer)
                                    .example(
                                            status == 202
                                                    ? Examples.pending(described.id, described.answer)
                                                    : Examples.of(described.id, described.answer))));
        }
        shared.headers(described, status).forEach(response::addHeader);
        return response;
    }

    private static Map<String, Object> idempotency(Semantics.Row row) {
        var extension = new LinkedHashMap<String, Object>();
        extension.put("operation", row.operation());
        extension.put("version", row.version());
        extension.put("identity", row.identity());
        extension.put("noise", row.noise());
        extension.put("reasons", row.reasons());
        extension.put("rule", row.rule());
        return extension;
    }
}
