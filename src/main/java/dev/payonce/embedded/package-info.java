/**
 * A real PostgreSQL and a real Redis for development and tests, with no container engine: they run from binaries that
 * Maven brings, on one directory that keeps their data.
 *
 * <p>Whether a server runs is read from that directory, never from this JVM's memory: a live one is used again, a dead
 * one is started on the data it left. So one rule covers a live reload (the application starts again in a new class
 * loader), a restart, and servers that outlived a process that was killed.
 *
 * <p>Nothing of this is in the packaged application: {@code application.properties} leaves the classes out, and the
 * libraries are optional dependencies.
 */
package dev.payonce.embedded;
