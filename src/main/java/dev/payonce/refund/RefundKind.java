package dev.payonce.refund;

/** Which refund is meant. The two are never the same operation, even where the amounts coincide. */
public enum RefundKind {
    /** Whatever remains when it is first executed. */
    FULL,
    /** An amount that the caller names. */
    PARTIAL
}
