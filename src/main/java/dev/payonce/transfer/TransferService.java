package dev.payonce.transfer;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.http.Answers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes transfers, by the rule of {@code db/rules/R__5_transfers.sql}. */
@ApplicationScoped
class TransferService {

    private final Idempotency idempotency;
    private final KeyStore keys;
    private final Answers answers;

    TransferService(Idempotency idempotency, KeyStore keys, Answers answers) {
        this.idempotency = idempotency;
        this.keys = keys;
        this.answers = answers;
    }

    Uni<Result> transfer(Intent intent, TransferRequest request) {
        Transfer transfer = new Transfer(
                intent.operationId(),
                TransferStatus.SUCCEEDED,
                request.recipient(),
                request.amount(),
                request.currency(),
                request.reference(),
                request.memo(),
                answers.writeOrNull(request.metadata()),
                null); // the claim's time, which only the database knows
        Answer answer = answers.of(201, transfer, Transfer.path(transfer.id()));
        var make = keys.deciding("make_transfer", intent, answer)
                .with("p_recipient", transfer.recipient())
                .with("p_amount", transfer.amount())
                .with("p_currency", transfer.currency())
                .with("p_reference", transfer.reference())
                .with("p_memo", transfer.memo())
                .with("p_metadata", transfer.metadata());
        return idempotency.execute(intent, answer, keys.call(make));
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return idempotency.standing(intent);
    }
}
