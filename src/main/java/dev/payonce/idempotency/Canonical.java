package dev.payonce.idempotency;

/** A value whose meaning is coarser than its spelling, such as an address whose domain ignores case. */
public interface Canonical {
    /** The one spelling that stands for all that mean the same. */
    String canonical();
}
