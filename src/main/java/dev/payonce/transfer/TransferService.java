package dev.payonce.transfer;

import dev.payonce.balance.Balances;
import dev.payonce.http.Answers;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes transfers. */
@ApplicationScoped
class TransferService {

    private final Idempotency idempotency;
    private final TransferStore store;
    private final Transfers transfers;
    private final Balances balances;
    private final Answers answers;

    TransferService(
            Idempotency idempotency, TransferStore store, Transfers transfers, Balances balances, Answers answers) {
        this.idempotency = idempotency;
        this.store = store;
        this.transfers = transfers;
        this.balances = balances;
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
                request.metadata() == null ? null : answers.write(request.metadata()),
                null); // the claim's time, which the database fills in
        Answer answer = answers.of(201, transfer, Transfer.path(transfer.id()));
        return idempotency.execute(intent, new Work() {
            @Override
            public Uni<Result> attempt() {
                return store.make(intent, transfer, answer);
            }

            @Override
            public Uni<Answer> refusal() {
                return transfers
                        .byReference(intent.merchant(), request.reference())
                        .chain(earlier -> earlier != null
                                ? Uni.createFrom()
                                        .item(answers.duplicate(Transfer.path(earlier.id()), intent.requestId()))
                                : uncovered(intent, request));
            }
        });
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return idempotency.standing(intent);
    }

    private Uni<Answer> uncovered(Intent intent, TransferRequest request) {
        return balances.whyNotCovered(intent.merchant(), request.currency(), request.amount())
                .map(problem -> problem == null ? null : answers.refusal(problem, null, intent.requestId()));
    }
}
