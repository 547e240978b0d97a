/** Orders: what a customer owes. An order is placed once, paid by one payment, refunded in parts, or cancelled. */
package dev.payonce.order;
