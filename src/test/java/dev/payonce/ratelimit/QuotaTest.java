package dev.payonce.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {

    @ParameterizedTest
    @CsvSource({"100/PT1S, 100, 1", "1/PT1M, 1, 60", "5000/PT1H, 5000, 3600", "999999999/P1D, 999999999, 86400"})
    void itIsRequestsInATime(String text, int requests, long seconds) {
        assertEquals(Optional.of(new Quota(requests, seconds)), Quota.parse(text));
    }

    @Test
    void offIsNone() {
        assertEquals(Optional.empty(), Quota.parse("off"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "on",
                "OFF",
                "100",
                "100/",
                "/PT1S",
                "0/PT1S",
                "-1/PT1S",
                "1.5/PT1S",
                "1000000000/PT1S",
                "100/PT0S",
                "100/PT-1S",
                "100/PT0.5S",
                "100/PT1.5S",
                "100/P2D",
                "100/1S",
                "100/1",
                "100/PT1S/2",
                "100 / PT1S",
                "١/PT1S",
                "100/P9999999999999999999D"
            })
    void whatIsNeitherIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Quota.parse(text));
    }
}
