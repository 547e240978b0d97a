package dev.payonce.json;

/** Marks an exception of a deserializer whose message was written for clients, and names no class. */
public interface ToldToClients {}
