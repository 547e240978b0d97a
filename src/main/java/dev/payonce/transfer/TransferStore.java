package dev.payonce.transfer;

import dev.payonce.balance.Spending;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Result;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;

/** The SQL of transfers: key, balance, transfer and journal in one statement and one commit. */
@ApplicationScoped
class TransferStore {

    private static final String MAKE =
            """
            WITH claim AS (
                %s
            ), wanted AS (
                SELECT merchant_id, $16::text AS currency, $15::bigint AS amount FROM claim
            ), spent AS (
                %s
            ), made AS (
                INSERT INTO transfer (merchant_id, id, recipient, amount, currency, reference, memo, metadata, created_at)
                SELECT claim.merchant_id, $3, $14, $15, $16, $17, $18, $19, claim.created_at FROM claim, spent
                RETURNING merchant_id, id, amount, currency
            ), entry AS (
                INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
                SELECT merchant_id, id, 'TRANSFER', amount, currency FROM made
            )
            SELECT response_body FROM claim
            """.formatted(KeyStore.claimDecided(""), Spending.spend("wanted", "transferred"));

    private final KeyStore keys;

    TransferStore(KeyStore keys) {
        this.keys = keys;
    }

    /** Makes the transfer; null if the key or the reference is taken, or the balance does not cover it. */
    Uni<Result> make(Intent intent, Transfer transfer, Answer answer) {
        List<Object> parameters = keys.decidedParameters(intent, answer);
        Collections.addAll(
                parameters,
                transfer.recipient(),
                transfer.amount(),
                transfer.currency(),
                transfer.reference(),
                transfer.memo(),
                transfer.metadata());
        return keys.decide(MAKE, parameters, intent, answer, "transfer_reference", Spending.NEVER_BELOW_ZERO);
    }
}
