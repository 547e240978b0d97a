/** The sources of time and randomness, which everything else is given, and the ids that are made of both. */
package dev.payonce.clock;
