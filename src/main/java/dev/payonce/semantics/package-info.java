/** What counts as the same operation, published: one table, made from the declarations that the code itself uses. */
package dev.payonce.semantics;
