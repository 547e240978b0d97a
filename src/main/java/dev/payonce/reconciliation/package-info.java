/**
 * Comparing our books with the gateway's statement, entry by entry. Both are read in the order of the references and
 * merged as they stream by, so that a million entries take no more memory than two pages.
 */
package dev.payonce.reconciliation;
