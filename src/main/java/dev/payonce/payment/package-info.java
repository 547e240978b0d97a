/** Payments: charging an order's total through the gateway, at most once. */
package dev.payonce.payment;
