package dev.payonce.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final int PLENTY = 100;

    private final Places places = new Places();

    private void end(int attempts) {
        for (int each = 0; each < attempts; each++) {
            places.ended();
        }
    }

    @Test
    void noMoreAreUnderWayThanMayBe() {
        places.renew(PLENTY);
        assertEquals(Places.AT_ONCE, places.take().free());
        assertEquals(0, places.take().free());
        end(1);
        assertEquals(1, places.take().free());
    }

    @Test
    void noMoreAreMadeThanTheTurnHasHoweverQuickTheyEnd() {
        places.renew(Places.AT_ONCE + 2);
        assertEquals(Places.AT_ONCE, places.take().free());
        end(Places.AT_ONCE);
        assertEquals(2, places.take().free());
        end(2);
        assertEquals(0, places.take().free());
        places.renew(1);
        assertEquals(1, places.take().free());
    }

    @Test
    void moreAreTakenWhenSeveralHaveEndedOrNoneIsUnderWay() {
        places.renew(PLENTY);
        assertEquals(Places.AT_ONCE, places.takeTogether().free(), "none is under way");
        end(Places.TOGETHER - 1);
        assertEquals(0, places.takeTogether().free());
        end(1);
        assertEquals(Places.TOGETHER, places.takeTogether().free());
        end(1);
        assertEquals(1, places.take().free(), "a turn takes what there is, whatever hangs");
    }

    @Test
    void whatWasDeliveredIsHandedOutOnceWithTheOthers() {
        places.renew(2);
        places.take();
        Delivered one = new Delivered(null, 200);
        places.delivered(one);
        end(1);
        assertEquals(List.of(), places.takeTogether().delivered(), "the other one is under way");
        Delivered other = new Delivered(null, 204);
        places.delivered(other);
        end(1);
        assertEquals(List.of(one, other), places.takeTogether().delivered());
        assertEquals(List.of(), places.take().delivered());
    }

    @Test
    void whatWasNotUsedIsThereForOthers() {
        places.renew(5);
        places.take();
        places.unused(3);
        assertFalse(places.isIdle());
        assertEquals(3, places.take().free());
        places.unused(3);
        end(2);
        assertTrue(places.isIdle());
        assertEquals(3, places.take().free());
    }
}
