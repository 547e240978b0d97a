package dev.payonce.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** A refusal whose message is written for the client, unlike Jackson's own. */
final class Refusal extends MismatchedInputException implements ToldToClients {

    private static final long serialVersionUID = 1L;

    Refusal(JsonParser json, String message) {
        super(json, message);
    }
}
