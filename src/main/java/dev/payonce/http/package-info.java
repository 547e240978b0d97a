/**
 * What holds for every request before a resource sees it, and for every connection: a request id, one spelling of a path, a
 * bounded body in UTF-8, a bounded number of requests at a time, and a connection to the database that works. It knows no
 * capability.
 */
package dev.payonce.http;
