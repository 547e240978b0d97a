/** The operations under the keys, as their owner may look at them; the key itself is never shown. */
package dev.payonce.operation;
