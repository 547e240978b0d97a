/**
 * What counts as the same operation, published: one table, made from the declarations that the code itself uses, and a
 * comparison of any two requests, made by the code that decides about keys.
 */
package dev.payonce.semantics;
