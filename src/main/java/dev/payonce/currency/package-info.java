/**
 * Which currencies there are, as a table of this project: {@link dev.payonce.currency.Currencies}. What is accepted for
 * new orders is kept apart from what is known, so that a currency's end never makes an old answer, refund or balance
 * invalid.
 */
package dev.payonce.currency;
