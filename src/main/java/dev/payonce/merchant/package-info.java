/**
 * Who calls. A merchant is the tenant to whom every order, payment and idempotency key belongs, and is known by one
 * of its api keys, a bearer token. Each resource declares the role that may call it, {@code merchant} or {@code admin};
 * {@code Credentials} says who presents a token, {@code Merchants} whose key it is. Resources ask {@link
 * dev.payonce.api.Call#merchant()} for the merchant.
 */
package dev.payonce.merchant;
