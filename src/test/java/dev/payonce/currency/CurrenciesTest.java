package dev.payonce.currency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of currencies, and that every place that counts decimals counts as it does. */
class CurrenciesTest {

    private static final Path CONSOLE =
            Path.of("src", "main", "resources", "META-INF", "resources", "console", "money.js");

    /** All codes that could be one: AAA to ZZZ. */
    private static Stream<String> codes() {
        return IntStream.range(0, 26 * 26 * 26)
                .mapToObj(i -> "" + (char) ('A' + i / 676) + (char) ('A' + i / 26 % 26) + (char) ('A' + i % 26));
    }

    @ParameterizedTest
    @CsvSource({
        "2400, EUR, 24.00 EUR",
        "2400, JPY, 2400 JPY",
        "2400, KWD, 2.400 KWD",
        "5, EUR, 0.05 EUR",
        "5, TND, 0.005 TND",
        "999999999999, ISK, 999999999999 ISK",
        "999999999999, IQD, 999999999.999 IQD",
        "100, MGA, 1.00 MGA",
        "100, UGX, 100 UGX",
        "2400, ITL, 2400 ITL",
        "2400, QQQ, 2400 QQQ (in minor units)"
    })
    void anAmountIsShownWithTheDecimalPlacesOfItsCurrency(long amount, String code, String shown) {
        assertEquals(shown, Currencies.show(amount, code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "USD", "XOF", "XAF", "XPF", "XCD", "XCG", "SLE", "ZWG", "VED", "VES", "SVC", "MRU"})
    void whatListOneHasInUseIsAccepted(String code) {
        assertTrue(Currencies.isAccepted(code));
        assertTrue(Currencies.isKnown(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BGN", "HRK", "ANG", "SLL", "ZWL", "VEF", "DEM", "CUC"})
    void whatWasWithdrawnIsKnownAndNotAccepted(String code) {
        assertFalse(Currencies.isAccepted(code));
        assertTrue(Currencies.isKnown(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XXX",
                "XTS",
                "XAU",
                "XAG",
                "XDR",
                "XBA",
                "XUA",
                "XSU",
                "XAD",
                "CLF",
                "UYW",
                "UYI",
                "CHE",
                "CHW",
                "BOV",
                "COU",
                "MXV",
                "USN",
                "USS",
                "XEU",
                "QQQ",
                "eur",
                "EURO",
                "EU",
                "",
                "\u0415UR"
            })
    void fundsMetalsTestCodesAndInventedOnesAreUnknown(String code) {
        assertFalse(Currencies.isKnown(code));
        assertFalse(Currencies.isAccepted(code));
    }

    @Test
    void theTablesHaveAsManyEntriesAsTheListsGaveThem() {
        assertEquals(155, codes().filter(Currencies::isAccepted).count());
        assertEquals(
                53,
                codes().filter(code -> Currencies.isKnown(code) && !Currencies.isAccepted(code))
                        .count());
    }

    @Test
    void theConsoleCountsWithTheSameDecimalPlaces() throws IOException {
        Map<String, Integer> console = new TreeMap<>();
        Pattern.compile("(?m)^  (\\d): '([A-Z ]+)',$")
                .matcher(Files.readString(CONSOLE))
                .results()
                .forEach(line -> Stream.of(line.group(2).split(" "))
                        .forEach(code -> console.put(code, Integer.valueOf(line.group(1)))));
        Map<String, Integer> ours = new TreeMap<>();
        codes().filter(Currencies::isKnown)
                .filter(code -> places(code) != 2)
                .forEach(code -> ours.put(code, places(code)));
        assertEquals(ours, console);
    }

    private static int places(String code) {
        String shown = Currencies.show(1, code).replace(" " + code, "");
        return shown.length() - (shown.contains(".") ? 2 : 1);
    }
}
