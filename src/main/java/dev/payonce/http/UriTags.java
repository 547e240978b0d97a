package dev.payonce.http;

import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;

/**
 * Keeps paths that somebody made up out of the metrics, where each would become a series of its own: what no resource answers
 * is counted as one. Files are as many as there are, and paths that lead nowhere Quarkus counts as one already.
 */
@Singleton
class UriTags implements HttpServerMetricsTagsContributor {

    /** As Quarkus names the template of the resource that was found. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final Tags NO_RESOURCE = Tags.of("uri", "NO_RESOURCE");

    @Override
    public Tags contribute(Context call) {
        int status = call.response().statusCode();
        boolean isFile = status < 400 && call.request().method() != HttpMethod.OPTIONS;
        return isFile || status == 404 || call.requestContextLocalData(TEMPLATE) != null ? Tags.empty() : NO_RESOURCE;
    }
}
