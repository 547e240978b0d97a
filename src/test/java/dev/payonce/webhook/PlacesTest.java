package dev.payonce.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = new Places();

    @Test
    void noMoreAreUnderWayThanMayBe() {
        places.renew(100);
        assertEquals(Places.AT_ONCE, places.take());
        assertEquals(0, places.take());
        places.ended();
        assertEquals(1, places.take());
    }

    @Test
    void noMoreAreMadeThanTheTurnHasHoweverQuickTheyEnd() {
        places.renew(6);
        int made = 0;
        for (int taken = places.take(); taken > 0; taken = places.take()) {
            made += taken;
            for (int each = 0; each < taken; each++) {
                places.ended();
            }
        }
        assertEquals(6, made);
        places.renew(6);
        assertEquals(Places.AT_ONCE, places.take());
    }

    @Test
    void whatWasNotUsedIsThereForOthers() {
        places.renew(5);
        places.take();
        places.unused(3);
        assertFalse(places.isIdle());
        assertEquals(3, places.take());
        places.unused(3);
        places.ended();
        assertTrue(places.isIdle());
        assertEquals(Places.AT_ONCE, places.take());
    }
}
