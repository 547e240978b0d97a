/** Refunds: giving back what remains of a payment, or a part of it; together never more than was captured. */
package dev.payonce.refund;
