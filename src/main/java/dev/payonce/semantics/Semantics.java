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
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
     * One operation: its fields with the reasons why they count or do not.
     *
     * @param identity field names to reasons; another value is another operation
     * @param noise field names to reasons; may differ between two sendings of one operation
     * @param rule what holds even after the key is gone
     */
    @RegisterForReflection
    @Schema(name = "OperationSemantics")
    public record Row(
            String operation, String route, Map<String, String> identity, Map<String, String> noise, String rule) {

        static Row of(Operation<?> operation) {
            return new Row(
                    operation.name(),
                    operation.route(),
                    reasons(operation, true),
                    reasons(operation, false),
                    operation.rule());
        }

        private static Map<String, String> reasons(Operation<?> operation, boolean identity) {
            var reasons = new LinkedHashMap<String, String>();
            for (Field field : operation.fields()) {
                if (field.identity() == identity) {
                    reasons.put(field.name(), field.reason());
                }
            }
            return reasons;
        }
    }
}
