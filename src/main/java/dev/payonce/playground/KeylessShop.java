package dev.payonce.playground;

import dev.payonce.clock.Ids;
import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.util.UUID;

/**
 * A server as many are: it is told to charge, and charges. Each request gets a reference of its own at the gateway, since nothing in it
 * says that it is an earlier one again.
 */
@ApplicationScoped
class KeylessShop {
    private final Gateway gateway;
    private final Ids ids;

    KeylessShop(Gateway gateway, Ids ids) {
        this.gateway = gateway;
        this.ids = ids;
    }

    /** What is to be paid. */
    @RegisterForReflection
    record Payment(
            @Positive long amount,
            @NotNull @Pattern(regexp = "[A-Z]{3}") String currency,
            @NotNull String paymentMethod) {}

    /** The payment that was made of it. */
    @RegisterForReflection
    record Paid(UUID reference, boolean charged) {}

    /** Charges in favour of {@code shop}, which is none of the merchants: nobody's books are concerned. */
    Uni<Paid> pay(UUID shop, Payment payment) {
        UUID reference = ids.next();
        return gateway.charge(reference, shop, payment.amount(), payment.currency(), payment.paymentMethod())
                .map(outcome -> new Paid(reference, outcome instanceof GatewayOutcome.Executed));
    }
}
