/** Signatures by the Standard Webhooks specification: ours on webhooks, and the gateway's on its notices. */
package dev.payonce.signing;
