/** The page at {@code /}, on which keys can be watched at work; its files stand in {@code META-INF/resources/console}. */
package dev.payonce.console;
