package dev.payonce.openapi;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.Components;

/** What is answered and shows in no method's signature. */
final class Resources {

    private Resources() {}

    static void addTo(Components components) {
        components
                .addSchema(
                        "CreatedMerchant",
                        Values.object(
                                "A merchant that was just made.",
                                List.of("id", "name", "apiKey"),
                                Values.uuid(Words.of("id")),
                                Values.text(Words.of("name")),
                                Values.text(Words.of("apiKey"))))
                .addSchema(
                        "CreatedApiKey",
                        Values.object(
                                "An api key that was just made.",
                                List.of("id", "name", "apiKey", "createdAt"),
                                Values.uuid(Words.of("id")),
                                Values.orNull(Values.text(Words.of("name"))),
                                Values.text(Words.of("apiKey")),
                                Values.time(Words.of("createdAt"))))
                .addSchema(
                        "Receipt",
                        Values.object(
                                "What became of a letter.",
                                List.of("status"),
                                Values.oneOf(
                                        "`ALREADY_SENT` where an earlier request under the key sent it.",
                                        Stream.of("SENT", "ALREADY_SENT"))));
    }
}
