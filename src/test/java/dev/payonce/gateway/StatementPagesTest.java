package dev.payonce.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatementPagesTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void pagesFollowEachOtherFromTheLastReference() {
        List<StatementEntry> entries = read(path -> switch (asked.size()) {
            case 1 -> page(1, 3, true);
            case 2 -> page(4, 6, true);
            default -> page(7, 7, false);
        });

        assertEquals(7, entries.size());
        assertEquals(3, asked.size());
        assertTrue(
                asked.get(0)
                        .startsWith(
                                "/statement?account=00000000-0000-0000-0000-000000000001&from=2026-01-01T00%3A00%3A00Z&to=2026-01-02T00%3A00%3A00Z&"));
        assertTrue(asked.get(1).endsWith("&cursor=" + reference(3)));
        assertTrue(asked.get(2).endsWith("&cursor=" + reference(6)));
    }

    @Test
    void theNextPageIsNotAskedForBeforeThisOneIsConsumed() {
        AssertSubscriber<StatementEntry> slow = pages(
                        path -> answered(page(asked.size() * 100, asked.size() * 100 + 9, true)))
                .entries()
                .subscribe()
                .withSubscriber(AssertSubscriber.create(5));

        slow.awaitItems(5);
        assertTrue(asked.size() <= 3, () -> asked.size() + " pages for 5 entries");
        slow.cancel();
    }

    static List<String> brokenPages() {
        return List.of(
                "{}",
                "nonsense",
                "{\"entries\": [], \"nextCursor\": \"" + reference(1) + "\"}",
                "{\"entries\": [null]}",
                "{\"entries\": [{}]}",
                page(1, 3, true).replace("nextCursor\": \"" + reference(3), "nextCursor\": \"" + reference(2)),
                "{\"entries\": [" + entry(2) + "," + entry(1) + "]}",
                "{\"entries\": [" + entry(1) + "," + entry(1) + "]}",
                page(1, 1, false).replace("1000", "\"1000\""));
    }

    @ParameterizedTest
    @MethodSource("brokenPages")
    void aPageThatCannotBeTrustedFailsTheReading(String page) {
        assertThrows(StatementUnavailableException.class, () -> read(path -> page));
    }

    @Test
    void aGatewayThatPagesInCirclesFailsTheReading() {
        assertThrows(StatementUnavailableException.class, () -> read(path -> page(1, 3, true)));
        assertEquals(2, asked.size());
    }

    @Test
    void aGatewayThatCannotBeReachedFailsTheReading() {
        assertThrows(
                StatementUnavailableException.class,
                () -> items(pages(path -> Uni.createFrom().item(new Exchange.NotSent("no connection")))));
        assertThrows(
                StatementUnavailableException.class,
                () -> items(pages(path -> Uni.createFrom().item(new Exchange.Broken("cut off")))));
        assertThrows(
                StatementUnavailableException.class,
                () -> items(pages(path -> Uni.createFrom().item(new Exchange.Answered(500, Buffer.buffer())))));
    }

    @Test
    void referencesAreOrderedAsPostgresqlOrdersThem() {
        UUID low = UUID.fromString("00000000-0000-0000-0000-000000000001");
        UUID middle = UUID.fromString("7fffffff-ffff-ffff-ffff-ffffffffffff");
        UUID high = UUID.fromString("80000000-0000-0000-0000-000000000000");
        List<UUID> sorted = new ArrayList<>(List.of(high, low, middle));
        sorted.sort(StatementEntry.REFERENCE_ORDER);
        assertEquals(List.of(low, middle, high), sorted);
    }

    private List<StatementEntry> read(Function<String, String> gateway) {
        return items(pages(path -> answered(gateway.apply(path))));
    }

    private StatementPages pages(Function<String, Uni<Exchange>> gateway) {
        return new StatementPages(
                new UUID(0, 1),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"),
                (path, bound) -> {
                    asked.add(path);
                    return gateway.apply(path);
                });
    }

    private static List<StatementEntry> items(StatementPages pages) {
        return pages.entries().collect().asList().await().indefinitely();
    }

    private static Uni<Exchange> answered(String body) {
        return Uni.createFrom().item(new Exchange.Answered(200, Buffer.buffer(body)));
    }

    private static String page(int first, int last, boolean goesOn) {
        String entries = IntStream.rangeClosed(first, last)
                .mapToObj(StatementPagesTest::entry)
                .collect(Collectors.joining(","));
        return "{\"entries\": [" + entries + "]" + (goesOn ? ", \"nextCursor\": \"" + reference(last) + "\"" : "")
                + "}";
    }

    private static String entry(int number) {
        return """
                {"id": "mv-%d", "type": "CHARGE", "reference": "%s", "amount": 1000, "currency": "EUR",
                 "paymentMethod": "pm_ok", "executedAt": "2026-01-01T10:00:00.123456Z"}""".formatted(number, reference(number));
    }

    private static UUID reference(int number) {
        return new UUID(0x0199c0de00007000L, number);
    }
}
