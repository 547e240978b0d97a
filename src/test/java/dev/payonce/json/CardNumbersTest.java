package dev.payonce.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111", // Visa
                "4222222222222",
                "4000000000000000006",
                "5555555555554444", // Mastercard
                "2223003122003222",
                "378282246310005", // American Express
                "6011111111111117", // Discover
                "3530111333300000", // JCB
                "30569309025904", // Diners
                "36227206271667",
                "6200000000000005", // UnionPay
                "8171999927660000",
                "6759649826438453", // Maestro
                "5018000000000009",
                "2200700000000009" // Mir
            })
    void aNumberOfEachSchemeIsFound(String number) {
        assertTrue(CardNumbers.occurIn(number));
        assertTrue(CardNumbers.occurIn(new NumberAsSent(number)));
        assertTrue(CardNumbers.occurIn(String.join(" ", number.split("(?<=\\G.{4})"))), "in groups of four");
        assertTrue(CardNumbers.occurIn(String.join("-", number.split(""))), "digit by digit");
        String wrong = number.substring(0, number.length() - 1)
                + (number.endsWith("9") ? "0" : (char) (number.charAt(number.length() - 1) + 1));
        assertFalse(CardNumbers.occurIn(wrong), "without its check digit it is any number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "4111.1111.1111.1111",
                "4111\u00a01111\u20091111\u30001111",
                "4111\u20131111\u20141111\u22121111",
                "4111\u200b1111\u00ad1111\u20601111",
                "4111\u00b71111\u20221111\u30fb1111",
                "4111_1111/1111|1111",
                "4111,1111,1111,1111",
                "4111\t1111\n1111\r\n1111",
                "4111  -  1111 - 1111 - 1111",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "41 11-111 1.1111 111/1",
                "3782 822463 10005",
                "\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11",
                "\u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661",
                "\u096a111 \u09671111111 11\u0e511",
                "4\ufe0f\u20e3111\u0332 1111 1111 1111",
                "card4111111111111111",
                "Please charge 4111 1111 1111 1111, exp 12/27, cvv 123",
                "4111 1111 1111 1111 12 27 123",
                "12 27 4111 1111 1111 1111",
                "%B4111111111111111^LOVELACE/ADA^2712101",
                "pm_4111111111111111",
                "https://example.com/?pan=4111111111111111&x=1",
                "4111111111111111@example.com"
            })
    void itIsFoundInAnyDigitsWithAnySeparatorsAmongAnyText(String text) {
        assertTrue(CardNumbers.occurIn(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pm_ok",
                "411111111111111", // one digit short
                "41111111111111111", // one too many: Visa has none of 17
                "4111111111111111411111111111111141", // within a longer number
                "1234567812345670", // Luhn, but of no scheme
                "41111111-1111-1111-8111-111111111111",
                "0190a1b2-4111-7111-8111-111111111111",
                "ab4111111111111111000000", // an id of 24 hexadecimal digits
                "BE68 5390 0754 7034",
                "DE89 3704 0044 0532 0130 00",
                "DE89370400440532013000, thank you",
                "NO93 8601 1117 947",
                "+49 1512 3456783",
                "2026-11-23T10:15:30.123456Z",
                "20261123101530",
                "1764000000000",
                "1764000000000000",
                "1764000000000000000",
                "30.11.2026 10:15:30",
                "30.11.2026 - 12.12.2026",
                "10, 20, 30, 40, 51, 60, 70, 80",
                "Order 2026-000123, 3 items of 1000, total 3000 EUR",
                "ends in 1111"
            })
    void whatIsRecognisablySomethingElseIsNone(String text) {
        assertFalse(CardNumbers.occurIn(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111111.0", "4.111111111111111e15", "-4111111111111111", "411111111111111.1e1"})
    void aNumberIsFoundHoweverItIsWritten(String number) {
        assertTrue(CardNumbers.occurIn(new NumberAsSent(number)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.4111111111111111", "4111111111111111.5", "1e308", "1e-99999999999", "-0", "1e999"})
    void aFractionOrAnotherNumberIsNone(String number) {
        assertFalse(CardNumbers.occurIn(new NumberAsSent(number)));
    }

    @Test
    void ofManyIdsNoneIsTakenForACard() {
        Random random = new Random(7);
        long found = IntStream.range(0, 200_000)
                .mapToObj(i -> new UUID(random.nextLong(), random.nextLong()).toString())
                .filter(id -> CardNumbers.occurIn(id) || CardNumbers.occurIn("order:" + id + " 12"))
                .count();
        assertEquals(0, found);
    }

    @Test
    void theLongestTextIsReadAtOnce() {
        for (String part : new String[] {"4", "4 ", "411 ", "4\u0332", "DE89", "DE 89 ", "19.", "ab12", "4-", "+4 "}) {
            String text = part.repeat(65_536 / part.length());
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> CardNumbers.occurIn(text), part);
        }
    }
}
