package dev.payonce.semantics;

import dev.payonce.idempotency.Field;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.order.OrderOperations;
import dev.payonce.payment.PaymentOperations;
import dev.payonce.receipt.ReceiptOperations;
import dev.payonce.refund.RefundOperations;
import dev.payonce.transfer.TransferOperations;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The table of operations.
 *
 * @param version of the table: the newest of its operations' versions
 * @param operations a row each
 */
@RegisterForReflection
public record Semantics(int version, List<Row> operations) {

    /** Every operation of this API. */
    static final List<OperationKind<?>> ALL = List.of(
            OrderOperations.CREATE,
            OrderOperations.CANCEL,
            PaymentOperations.CREATE,
            RefundOperations.CREATE,
            TransferOperations.CREATE,
            ReceiptOperations.SEND);

    /** The newest table. */
    public static final Semantics NEWEST = upTo(Integer.MAX_VALUE);

    /** The table in its newest version that is not above {@code cap}. */
    static Semantics upTo(int cap) {
        return of(ALL, cap);
    }

    static Semantics of(List<OperationKind<?>> operations, int cap) {
        List<Row> rows = operations.stream()
                .map(operation -> Row.of(operation, operation.version(cap)))
                .toList();
        Row newest = rows.stream().max(Comparator.comparing(Row::version)).orElseThrow();
        return new Semantics(newest.version(), rows);
    }

    /**
     * One operation.
     *
     * @param version in which its identity changed last; what its fingerprints carry
     * @param identity the fields of which another value is another operation
     * @param noise the fields that may differ between two sendings of one operation
     * @param reasons why each field is the one or the other
     * @param rule what holds even after the key is gone
     */
    @RegisterForReflection
    @Schema(name = "OperationSemantics")
    public record Row(
            String operation,
            int version,
            String route,

            @Schema(description = "The fields of which another value is another operation.")
            List<String> identity,

            List<String> noise,
            Map<String, String> reasons,
            String rule) {

        static Row of(OperationKind<?> operation, int version) {
            List<Field> fields = operation.fields(version);
            var reasons = new LinkedHashMap<String, String>();
            fields.forEach(field -> reasons.put(field.name(), field.reason()));
            return new Row(
                    operation.name(version),
                    version,
                    operation.route(),
                    names(fields, true),
                    names(fields, false),
                    reasons,
                    operation.rule());
        }

        private static List<String> names(List<Field> fields, boolean identity) {
            return fields.stream()
                    .filter(field -> field.identity() == identity)
                    .map(Field::name)
                    .toList();
        }
    }
}
