package dev.payonce.simulator;

import static dev.payonce.simulator.Reaction.EXECUTED;
import static dev.payonce.simulator.Reaction.EXECUTED_GARBLED;
import static dev.payonce.simulator.Reaction.EXECUTED_LATER;
import static dev.payonce.simulator.Reaction.EXECUTED_SILENTLY;
import static dev.payonce.simulator.Reaction.IGNORED;
import static dev.payonce.simulator.Reaction.UNAVAILABLE;
import static dev.payonce.simulator.Reaction.UNAVAILABLE_AT_FIRST;
import static dev.payonce.simulator.Reaction.refused;

import java.util.Map;

/** What a payment method makes of its charge, and of the refunds of that charge. */
record Behaviour(Reaction charge, Reaction refund) {

    /** Methods whose charge never executes have no refund: it is refused before their row is looked at. */
    private static final Reaction NONE = refused("charge_not_found");

    private static final Map<String, Behaviour> TABLE = Map.ofEntries(
            row("pm_ok", EXECUTED, EXECUTED),
            row("pm_slow", EXECUTED_LATER, EXECUTED_LATER),
            row("pm_declined", refused("card_declined"), NONE),
            row("pm_insufficient_funds", refused("insufficient_funds"), NONE),
            row("pm_timeout_charged", EXECUTED_SILENTLY, EXECUTED),
            row("pm_timeout_uncharged", IGNORED, NONE),
            row("pm_unavailable", UNAVAILABLE, NONE),
            row("pm_flaky", UNAVAILABLE_AT_FIRST, EXECUTED),
            row("pm_garbled", EXECUTED_GARBLED, EXECUTED),
            row("pm_refund_refused", EXECUTED, refused("refund_refused")),
            row("pm_refund_timeout_executed", EXECUTED, EXECUTED_SILENTLY),
            row("pm_refund_timeout_unexecuted", EXECUTED, IGNORED));

    private static final Behaviour OF_ANY_OTHER = new Behaviour(refused("invalid_payment_method"), NONE);

    static Behaviour of(String paymentMethod) {
        return TABLE.getOrDefault(paymentMethod, OF_ANY_OTHER);
    }

    private static Map.Entry<String, Behaviour> row(String paymentMethod, Reaction charge, Reaction refund) {
        return Map.entry(paymentMethod, new Behaviour(charge, refund));
    }
}
