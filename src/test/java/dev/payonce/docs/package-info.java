/**
 * The pages that people read are true. Every fenced block of code in them is marked: {@code <!-- executed -->} is run by {@link
 * dev.payonce.docs.ExecutedPagesTest}, page by page in one shell against the application, and has to print what the {@code text}
 * block below it shows; {@code <!-- executed by X -->} and {@code <!-- checked by X -->} name another test, which reads the
 * page. An unmarked one may hold only commands of Maven, and lines that a file of the pipeline, the images or the database has.
 */
package dev.payonce.docs;
