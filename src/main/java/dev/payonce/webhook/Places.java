package dev.payonce.webhook;

import java.util.ArrayList;
import java.util.List;

/**
 * What one endpoint may be sent by this instance: so many attempts at the same time, and so many in each turn, so that a
 * merchant with much to tell takes neither his receiver's whole strength nor ours. Several are taken and noted together, since
 * most of what an attempt costs the database is the round trip and the commit.
 */
final class Places {

    /** Attempts at the same time. */
    static final int AT_ONCE = 16;

    /** Attempts that end before more are taken, unless none is under way any more, or a turn begins. */
    static final int TOGETHER = 8;

    /**
     * What there is to do at the endpoint.
     *
     * @param delivered what is still to be noted
     * @param free how many deliveries may be taken
     */
    record Lot(List<Delivered> delivered, int free) {}

    private List<Delivered> delivered = new ArrayList<>();
    private int ended;
    private int underWay;
    private int left;

    /** Begins a turn, with so many attempts. */
    synchronized void renew(int attempts) {
        left = attempts;
    }

    /** An attempt has ended. */
    synchronized void ended() {
        underWay--;
        ended++;
    }

    /** An attempt ends well: what it has come to is noted with others. */
    synchronized void delivered(Delivered by) {
        delivered.add(by);
    }

    /** All there is to do now: the places are taken. */
    synchronized Lot take() {
        Lot lot = new Lot(delivered, Math.min(AT_ONCE - underWay, left));
        delivered = new ArrayList<>();
        ended = 0;
        underWay += lot.free;
        left -= lot.free;
        return lot;
    }

    /** The same once it is worth a round trip; nothing before. */
    synchronized Lot takeTogether() {
        return ended >= TOGETHER || underWay == 0 ? take() : new Lot(List.of(), 0);
    }

    /** Gives back places that no attempt was made of. */
    synchronized void unused(int places) {
        underWay -= places;
        left += places;
    }

    synchronized boolean isIdle() {
        return underWay == 0 && delivered.isEmpty();
    }
}
