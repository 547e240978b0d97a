package dev.payonce;

import java.util.Map;

/** Where the database and Redis come from when the environment names none. The packaged application has no provider. */
public interface BackingServers {

    /**
     * Starts the servers, or finds them running, and answers the settings that lead to them, by variable name.
     *
     * @throws UnsupportedOperationException if there are no such servers for this machine; the message says what to do
     */
    Map<String, String> start();
}
