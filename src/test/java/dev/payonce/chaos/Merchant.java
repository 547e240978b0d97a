package dev.payonce.chaos;

import java.util.UUID;

/** A merchant made through {@code POST /admin/merchants}, as in production. */
record Merchant(UUID id, String apiKey) {}
