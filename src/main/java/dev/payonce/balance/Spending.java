package dev.payonce.balance;

/** The SQL fragment by which money leaves a merchant's balance, inside the statement that spends it. */
public final class Spending {

    /** The constraint that refuses an overdraft. */
    public static final String NEVER_BELOW_ZERO = "account_never_below_zero";

    private Spending() {}

    /**
     * Takes the amounts of {@code source} (merchant_id, currency, amount; at most one row) out of the balance, or fails
     * the statement on {@link #NEVER_BELOW_ZERO}. Spending takes turns on the account's row; takings do not, so the sum
     * of them may be a little behind, but never ahead: what is refused in error finds the money at its next look.
     *
     * @param source the CTE that says what is spent
     * @param column what the money is spent on, {@code refunded} or {@code transferred}
     */
    public static String spend(String source, String column) {
        String other = column.equals("refunded") ? "transferred" : "refunded";
        return """
                INSERT INTO account AS a (merchant_id, currency, covered, %1$s, %2$s)
                SELECT merchant_id, currency,
                       (SELECT coalesce(sum(c.amount), 0) FROM captured c
                         WHERE c.merchant_id = $1 AND c.currency = s.currency),
                       s.amount, 0
                  FROM %3$s s
                ON CONFLICT (merchant_id, currency) DO UPDATE
                   -- Of two sums the larger is the newer one, since takings only grow.
                   SET covered = greatest(a.covered, excluded.covered), %1$s = a.%1$s + excluded.%1$s
                RETURNING a.currency
                """.formatted(column, other, source);
    }
}
