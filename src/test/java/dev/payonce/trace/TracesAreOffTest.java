package dev.payonce.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.context.SmallRyeThreadContext;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.junit.jupiter.api.Test;

/** Whoever does not ask for traces has none, and does not pay for them. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class TracesAreOffTest {

    @Inject
    Spans spans;

    @Inject
    Vertx vertx;

    @Test
    void noStepOfAUniCapturesATraceOrAnythingElse() {
        assertEquals(
                List.of(),
                SmallRyeThreadContext.getCurrentThreadContextOrDefaultContexts().getPlan().propagatedProviders.stream()
                        .map(ThreadContextProvider::getThreadContextType)
                        .toList());
    }

    @Test
    void nothingIsTracedAndNothingIsKeptForIt() {
        assertNull(((VertxInternal) vertx).tracer());
        Api api = Api.newMerchant();
        api.order(500);
        assertEquals(List.of(), spans.all());
        assertEquals(
                0,
                Database.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND trace_parent IS NOT NULL",
                        api.merchant));
    }
}
