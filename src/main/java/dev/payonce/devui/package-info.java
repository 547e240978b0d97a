/**
 * payonce's card in Quarkus' Dev UI. This is no part of the application: Quarkus runs it while it builds one for the development
 * mode, and the packaged application carries nothing of it ({@code application.properties}).
 */
package dev.payonce.devui;
