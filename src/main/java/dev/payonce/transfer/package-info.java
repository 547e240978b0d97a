/** Transfers: paying a recipient out of the merchant's balance, which never goes below zero. */
package dev.payonce.transfer;
