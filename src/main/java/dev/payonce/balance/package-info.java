/** What a merchant took in, gave back, paid out and has left, by currency. */
package dev.payonce.balance;
