/** The files with which payonce is deployed: that they are valid, fit each other, and do what they are for. No engine is needed. */
package dev.payonce.deployment;
