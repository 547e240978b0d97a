/**
 * Who calls. A merchant is the tenant to whom every order, payment and idempotency key belongs, and is known by its
 * api key, a bearer token. {@code MerchantFilter} checks it in front of everything under {@code /v1}; resources ask
 * {@link dev.payonce.http.Call#merchant()}.
 */
package dev.payonce.merchant;
