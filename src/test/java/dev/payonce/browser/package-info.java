/**
 * The clients' half in a real Chromium, against the application with its database and its gateway: the SDK
 * ({@link dev.payonce.browser.SdkInChromiumTest}) on a page of the application's origin, and the console
 * ({@link dev.payonce.browser.ConsoleInChromiumTest}) as people use it.
 *
 * <p>The Chromium and the node are the machine's own; {@code .ci/run} installs what is missing, and where something is, these
 * tests are aborted.
 */
package dev.payonce.browser;
