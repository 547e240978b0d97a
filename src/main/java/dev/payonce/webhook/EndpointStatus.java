package dev.payonce.webhook;

/** Whether an endpoint is delivered to. While it is {@code DISABLED} events wait for it. */
public enum EndpointStatus {
    ENABLED,
    DISABLED
}
