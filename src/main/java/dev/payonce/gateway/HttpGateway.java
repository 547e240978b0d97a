package dev.payonce.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The gateway over HTTP. The package's description says what it believes and what it does not. */
@ApplicationScoped
class HttpGateway implements Gateway {

    /** An honest answer has some 300 bytes. */
    private static final int ANSWER_BOUND = 16 * 1024;

    private final GatewayClient client;
    private final Supplier<Optional<String>> base;

    @Inject
    HttpGateway(Vertx vertx, GatewayConfig config, GatewayAddress address, MeterRegistry meters) {
        this(vertx, config.timeout(), meters, address::base);
    }

    HttpGateway(Vertx vertx, Duration timeout, MeterRegistry meters, Supplier<Optional<String>> base) {
        this.client =
                new GatewayClient(vertx, timeout, meters.counter("deadlines.hit", "deadline", "gateway")::increment);
        this.base = base;
    }

    @Override
    public Uni<GatewayOutcome> charge(
            UUID reference, UUID account, long amount, String currency, String paymentMethod) {
        Buffer body = GatewayJson.written(new GatewayJson.Charge(reference, account, amount, currency, paymentMethod));
        ExpectedAnswer asked = new ExpectedAnswer(reference, amount, currency);
        return at(url -> client.post(url + "/charges", body, ANSWER_BOUND)).map(asked::afterMoving);
    }

    @Override
    public Uni<GatewayOutcome> refund(UUID reference, UUID charge, long amount, String currency) {
        Buffer body = GatewayJson.written(new GatewayJson.Refund(reference, charge, amount, currency));
        ExpectedAnswer asked = new ExpectedAnswer(reference, amount, currency);
        return at(url -> client.post(url + "/refunds", body, ANSWER_BOUND)).map(asked::afterMoving);
    }

    @Override
    public Uni<GatewayOutcome> inquire(UUID reference, long amount, String currency) {
        ExpectedAnswer asked = new ExpectedAnswer(reference, amount, currency);
        return at(url -> client.get(url + "/outcomes/" + reference, ANSWER_BOUND))
                .map(asked::afterAsking);
    }

    @Override
    public Uni<GatewayOutcome> bar(UUID reference, long amount, String currency) {
        ExpectedAnswer asked = new ExpectedAnswer(reference, amount, currency);
        return at(url -> client.post(url + "/outcomes/" + reference + "/bar", null, ANSWER_BOUND))
                .map(asked::afterBarring);
    }

    @Override
    public Multi<StatementEntry> statement(UUID account, Instant from, Instant to) {
        return new StatementPages(account, from, to, (path, bound) -> at(url -> client.get(url + path, bound)))
                .entries();
    }

    private Uni<Exchange> at(Function<String, Uni<Exchange>> call) {
        return Uni.createFrom()
                .deferred(() -> base.get()
                        .map(call)
                        .orElseGet(() -> Uni.createFrom().item(new Exchange.NotSent("no gateway is configured"))));
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
