/**
 * Receipts by mail: the light path. Sending one moves no money and needs no transaction, so Redis guards it with one
 * {@code SET NX EX} instead of a row that lives for months. What that admits is said where it is decided, in {@link
 * dev.payonce.receipt.SendingGuard}. Without Redis there are no receipts; everything else goes on.
 */
package dev.payonce.receipt;
