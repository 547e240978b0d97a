package dev.payonce.webhook;

/**
 * What one endpoint may be sent by this instance: so many attempts at the same time, and so many in each turn, so that a
 * merchant with much to tell takes neither his receiver's whole strength nor ours.
 */
final class Places {

    /** Attempts at the same time. */
    static final int AT_ONCE = 4;

    private int underWay;
    private int left;

    /** Begins a turn, with so many attempts. */
    synchronized void renew(int attempts) {
        left = attempts;
    }

    /** Takes all places that are free now, and says how many. */
    synchronized int take() {
        int taken = Math.min(AT_ONCE - underWay, left);
        underWay += taken;
        left -= taken;
        return taken;
    }

    /** Gives back places that no attempt was made of. */
    synchronized void unused(int places) {
        underWay -= places;
        left += places;
    }

    /** An attempt has ended. */
    synchronized void ended() {
        underWay--;
    }

    synchronized boolean isIdle() {
        return underWay == 0;
    }
}
