package dev.payonce.semantics;

import dev.payonce.idempotency.Field;
import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.Operation;
import dev.payonce.order.OrderOperations;
import dev.payonce.payment.PaymentOperations;
import dev.payonce.receipt.ReceiptOperations;
import dev.payonce.refund.RefundOperations;
import dev.payonce.transfer.TransferOperations;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of operations.
 *
 * @param version of the canonical form
 * @param operations a row each
 */
@RegisterForReflection
public record Semantics(int version, List<Row> operations) {

    /** Every operation of this API. */
    static final List<Operation<?>> ALL = List.of(
            OrderOperations.CREATE,
            OrderOperations.CANCEL,
            PaymentOperations.CREATE,
            RefundOperations.CREATE,
            TransferOperations.CREATE,
            ReceiptOperations.SEND);

    /** The table as it is published. */
    public static final Semantics PUBLISHED =
            new Semantics(Fingerprint.VERSION, ALL.stream().map(Row::of).toList());

    /**
     * One operation.
     *
     * @param identity the fields of which another value is another operation
     * @param noise the fields that may differ between two sendings of one operation
     * @param reasons why each field is the one or the other
     * @param rule what holds even after the key is gone
     */
    @RegisterForReflection
    public record Row(
            String operation,
            String route,
            List<String> identity,
            List<String> noise,
            Map<String, String> reasons,
            String rule) {

        static Row of(Operation<?> operation) {
            var reasons = new LinkedHashMap<String, String>();
            operation.fields().forEach(field -> reasons.put(field.name(), field.reason()));
            return new Row(
                    operation.name(),
                    operation.route(),
                    names(operation, true),
                    names(operation, false),
                    reasons,
                    operation.rule());
        }

        private static List<String> names(Operation<?> operation, boolean identity) {
            return operation.fields().stream()
                    .filter(field -> field.identity() == identity)
                    .map(Field::name)
                    .toList();
        }
    }
}
