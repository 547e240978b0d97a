package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The canonical form, and that no field of a request can be left undecided. */
class OperationTest {

    private static final UUID ID = new UUID(1, 2);

    public record Line(
            @Identity("a") String sku,
            @Identity("b") Long count,
            @Noise("c") String remark) {}

    public enum Size {
        SMALL,
        LARGE
    }

    public record Request(
            @Identity("a") String name,
            @Identity("b") Long amount,
            @Identity("c") Size size,
            @Identity("d") String address,
            @Identity(value = "e", unordered = true) List<Line> lines,
            @Identity("f") List<String> steps,
            @Noise("g") String note,
            @Carrier String idempotencyKey) {}

    private static final OperationKind<Request> OPERATION = new OperationKind<>(
            "thing.do", "POST /things/{id}", Request.class, "none", new PathField("thing", UUID.class, "which"));

    private static Request request(String name, List<Line> lines, List<String> steps, String note, String key) {
        return new Request(name, 1L, Size.SMALL, "A@b", lines, steps, note, key);
    }

    private static Fingerprint of(Request request) {
        return OPERATION.fingerprint(request, ID);
    }

    private static Fingerprint named(String name) {
        return of(request(name, null, null, null, null));
    }

    private static Fingerprint lines(Line... lines) {
        return of(request("n", List.of(lines), null, null, null));
    }

    @Test
    void theCanonicalFormHoldsTheIdentityAloneSortedByNameWithoutWhatIsAbsent() {
        Fingerprint fingerprint = of(request("n", List.of(new Line("x", 2L, "r")), null, "note", "key-12345"));

        assertEquals(
                "{\"address\":\"A@b\",\"amount\":1,\"lines\":[{\"count\":2,\"sku\":\"x\"}],\"name\":\"n\",\"size\":\"SMALL\","
                        + "\"thing\":\"" + ID + "\"}",
                fingerprint.identity());
        assertEquals("thing.do", fingerprint.operation());
        assertEquals(1, fingerprint.version());
        assertEquals(32, fingerprint.digest().length);
    }

    @Test
    void noiseAndTheKeyItselfDoNotCount() {
        assertEquals(of(request("n", null, null, "one", "key-1")), of(request("n", null, null, "two", "key-2")));
        assertEquals(lines(new Line("x", 1L, "one")), lines(new Line("x", 1L, "two")));
    }

    @Test
    void textIsTakenAsItWasBound() {
        assertNotEquals(named("Zo\u00eb"), named("Zoe\u0308"), "its one spelling is a matter of reading it");
        assertNotEquals(named("Zoe"), named("Zo\u00eb"));
        assertNotEquals(named("\ufb01"), named("fi"), "a ligature is not merely another spelling");
        assertNotEquals(named("n"), named("N"));
        assertNotEquals(named("n"), named("n "));
    }

    @Test
    void aMultisetIgnoresTheOrderOfItsElementsButNotTheirNumber() {
        Line a = new Line("a", 1L, null);
        Line b = new Line("b", 1L, null);
        assertEquals(lines(a, b, a), lines(a, a, b));
        assertNotEquals(lines(a, a, b), lines(a, b));
        assertNotEquals(lines(a, a, b), lines(a, b, b));
        assertNotEquals(lines(new Line("a", 2L, null)), lines(a, a), "one line of two is not two lines of one");
    }

    @Test
    void anOrdinaryListKeepsItsOrder() {
        assertNotEquals(
                of(request("n", null, List.of("a", "b"), null, null)),
                of(request("n", null, List.of("b", "a"), null, null)));
    }

    @Test
    void absentAndEmptyAreDifferent() {
        assertNotEquals(of(request(null, null, null, null, null)), named(""));
        assertNotEquals(lines(), of(request("n", null, null, null, null)));
    }

    public record Pair(
            @Identity("a") String left, @Identity("b") String right) {}

    @Test
    void fieldsCannotBorrowFromEachOther() {
        var pair = new OperationKind<>("p", "POST /p", Pair.class, "none");
        assertNotEquals(pair.fingerprint(new Pair("ab", "c")), pair.fingerprint(new Pair("a", "bc")));
        assertNotEquals(pair.fingerprint(new Pair("a", null)), pair.fingerprint(new Pair(null, "a")));
        assertNotEquals(
                lines(new Line("a\",\"count\":1", null, null)).identity(),
                lines(new Line("a", 1L, null)).identity());
    }

    @Test
    void theResourceInThePathAndTheOperationsNameCount() {
        Request request = request("n", null, null, null, null);
        assertNotEquals(OPERATION.fingerprint(request, ID), OPERATION.fingerprint(request, new UUID(1, 3)));

        var other = new OperationKind<>(
                "thing.undo", "POST", Request.class, "none", new PathField("thing", UUID.class, "which"));
        assertEquals(List.of("operation"), of(request).differingFields(other.fingerprint(request, ID)));
        assertFalse(of(request).sameAs(other.fingerprint(request, ID)));
    }

    @Test
    void differingFieldsAreNamedSortedAndWithoutTheirValues() {
        var one = new Request("secret-1", 1L, Size.SMALL, null, null, null, null, null);
        var two = new Request("secret-2", 1L, Size.LARGE, "x", null, null, "noise", "key");
        assertEquals(List.of("address", "name", "size"), of(one).differingFields(of(two)));
        assertEquals(List.of("address", "name", "size"), of(two).differingFields(of(one)));
        assertEquals(List.of(), of(one).differingFields(of(one)));
    }

    @Test
    void theDigestOfAVersionNeverChangesBecauseStoredKeysAreComparedWithIt() {
        // Written down once: if this fails, undo the change of the form, or make it one of the next version.
        assertArrayEquals(
                java.util.HexFormat.of().parseHex("432674ee25755b37da14cd82ba6a87351d919580b21c7127d2de79faf2c4c454"),
                named("n").digest());
    }

    public record Undeclared(@Identity("a") String name, String forgotten) {}

    public record Both(@Identity("a") @Noise("b") String name) {}

    public record CarrierAndNoise(@Carrier @Noise("b") String name) {}

    @Test
    void aFieldThatIsDeclaredNothingOrTwoThingsIsRefused() {
        for (Class<? extends Record> undecided : List.of(Undeclared.class, Both.class, CarrierAndNoise.class)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new OperationKind<>("x", "POST /x", undecided, "none"),
                    undecided::getSimpleName);
        }
    }

    public record Listed(
            @Identity(value = "a", unordered = true) List<Undeclared> parts) {}

    public record Nested(@Identity("a") Undeclared part) {}

    @Test
    void aFieldInsideAnotherThatIsDeclaredNothingIsRefusedToo() {
        for (Class<? extends Record> undecided : List.of(Listed.class, Nested.class)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new OperationKind<>("x", "POST /x", undecided, "none"),
                    undecided::getSimpleName);
        }
    }

    public record Pin(
            @Identity("a") Pin next,
            @Identity("b") List<Pin> others,
            @Identity("c") String name) {}

    @Test
    void aPartMayHoldOthersOfItsOwnKind() {
        var pins = new OperationKind<>("pin", "POST /pins", Pin.class, "none");
        assertEquals(
                "{\"next\":{\"name\":\"b\"},\"others\":[null]}",
                pins.fingerprint(new Pin(new Pin(null, null, "b"), Collections.singletonList(null), null))
                        .identity());
    }

    @Test
    void aPathHasAnyNumberOfIdsAndEachOfThemCounts() {
        var seat = new OperationKind<>(
                "seat.reserve",
                "POST /shows/{day}/{show}/seats/{row}",
                Pair.class,
                "none",
                new PathField("day", LocalDate.class, "which"),
                new PathField("show", UUID.class, "which"),
                new PathField("row", Integer.class, "which"));
        LocalDate day = LocalDate.of(2026, 11, 24);
        Fingerprint one = seat.fingerprint(new Pair(null, null), day, ID, 7);

        assertEquals("{\"day\":\"2026-11-24\",\"row\":7,\"show\":\"" + ID + "\"}", one.identity());
        assertEquals(List.of("row"), one.differingFields(seat.fingerprint(new Pair(null, null), day, ID, 8)));
        assertThrows(IllegalArgumentException.class, () -> seat.fingerprint(new Pair(null, null), day, ID));
        assertThrows(ClassCastException.class, () -> seat.fingerprint(new Pair(null, null), day, ID, 7L));
        assertThrows(NullPointerException.class, () -> seat.fingerprint(new Pair(null, null), day, null, 7));
    }

    @Test
    void aPathCannotShareANameWithTheBodyAndItsIdsHaveACanonicalForm() {
        for (PathField field : List.of(
                new PathField("left", UUID.class, "why"),
                new PathField("id", double.class, "why"),
                new PathField("id", int.class, "why"),
                new PathField("id", Object.class, "why"))) {
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> new OperationKind<>("pair.make", "POST /pairs", Pair.class, "none", field));
            assertTrue(refused.getMessage().startsWith("pair.make: " + field.name() + " "), refused.getMessage());
        }
    }

    @Test
    void theKeyInTheBodyIsReadFromItsCarrier() {
        assertEquals("key-12345", OPERATION.key(request("n", null, null, null, "key-12345")));
        assertNull(OPERATION.key(request("n", null, null, null, null)));
        assertNull(new OperationKind<>("p", "POST /p", Pair.class, "none").key(new Pair("a", "b")));
    }
}
