package dev.payonce.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of operations says what the contract says, and no field of any request is left undecided. */
class SemanticsTest {

    private static Semantics.Row row(String operation) {
        return Semantics.PUBLISHED.operations().stream()
                .filter(row -> row.operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "order.create, POST /v1/orders, customer currency items reference,"
                + " note metadata clientNonce clientTimestamp 'order of items'",
        "order.cancel, POST /v1/orders/{id}/cancel, order, reason clientNonce clientTimestamp",
        "payment.create, POST /v1/orders/{id}/payments, order amount currency paymentMethod,"
                + " description metadata clientNonce clientTimestamp",
        "refund.create, POST /v1/payments/{id}/refunds, payment kind amount reference,"
                + " reason metadata clientNonce clientTimestamp",
        "transfer.create, POST /v1/transfers, recipient amount currency reference,"
                + " memo metadata clientNonce clientTimestamp",
        "receipt.send, POST /v1/orders/{id}/receipts, order email, clientNonce clientTimestamp"
    })
    void theTableIsTheContracts(String operation, String route, String identity, String noise) {
        Semantics.Row row = row(operation);
        assertEquals(route, row.route());
        assertEquals(Set.of(identity.split(" ")), row.identity().keySet());
        var expectedNoise = Arrays.stream(noise.split(" (?![^']*'( |$))|(?<=') "))
                .map(name -> name.replace("'", ""))
                .collect(Collectors.toSet());
        assertEquals(expectedNoise, row.noise().keySet());
    }

    @Test
    void everyDecisionHasItsReasonAndEveryOperationItsRule() {
        for (Semantics.Row row : Semantics.PUBLISHED.operations()) {
            assertFalse(row.rule().isBlank());
            row.identity().forEach((field, reason) -> assertFalse(reason.isBlank(), field));
            row.noise().forEach((field, reason) -> assertFalse(reason.isBlank(), field));
        }
    }

    /** Found by looking for them, so that a new one is looked at, too. */
    @Test
    void everyComponentOfEveryRequestRecordIsDeclaredExactlyOnce() {
        List<Class<?>> requests = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.payonce").stream()
                        .filter(found -> !found.getPackageName().endsWith("simulator"))
                        .filter(found -> found.getName().matches(".*Request(\\$.*)?"))
                        .<Class<?>>map(found -> found.reflect())
                        .filter(Class::isRecord)
                        .toList();
        assertTrue(
                requests.size() >= 6,
                () -> "orders, their items, cancellations, payments, refunds, transfers: " + requests);
        for (Class<?> request : requests) {
            for (var component : request.getRecordComponents()) {
                long declared = List.of(Identity.class, Noise.class, Carrier.class).stream()
                        .filter(component::isAnnotationPresent)
                        .count();
                assertEquals(1, declared, () -> request.getSimpleName() + "." + component.getName());
            }
        }
    }
}
