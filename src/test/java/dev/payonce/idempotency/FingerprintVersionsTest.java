package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts may change, and a request is judged by what counted when its key was claimed. */
class FingerprintVersionsTest {

    private static final UUID ID = new UUID(1, 2);
    private static final PathField THING = new PathField("thing", UUID.class, "which");

    public record Line(
            @Identity("a") String sku,
            @Identity(value = "b", since = 4) String colour) {}

    public record FirstLine(@Identity("a") String sku) {}

    /** As the first release had it. */
    public record First(
            @Identity("a") String name,
            @Identity("b") Long amount,
            @Identity("c") List<FirstLine> lines,
            @Noise("d") String note,
            @Noise("e") String channel) {}

    /**
     * As it is four versions later: in 2 the note began to count, and a new field came; in 3 the channel ceased to, that had
     * counted since 2; in 4 the order of lines became noise, and their colour began to count; in 5 it got another name.
     */
    public record Later(
            @Identity("a") String name,
            @Identity("b") Long amount,

            @Identity(value = "c", until = 3) @Identity(value = "c", since = 4, unordered = true)
            List<Line> lines,

            @Identity(value = "d", since = 2) @Noise("d, as it was")
            String note,

            @Identity(value = "e", since = 2, until = 2) @Noise("e, not any more")
            String channel,

            @Identity(value = "f", since = 2) String store) {}

    private static final OperationKind<Later> LATER = new OperationKind<>(
                    "thing.do", "POST /things/{id}", Later.class, "none", THING)
            .formerly("thing.make", 2)
            .formerly("thing.perform", 4);

    private static final Line RED = new Line("tea", "red");
    private static final Line BLUE = new Line("pot", "blue");

    private static Later later(String note, String channel, String store, Line... lines) {
        return new Later("n", 1L, List.of(lines), note, channel, store);
    }

    private static Fingerprint now(Later request) {
        return LATER.fingerprint(request, ID);
    }

    /** As it is read from its row, in which a request stored it that was handled by a release of that version. */
    private static Fingerprint stored(int version, Later request) {
        Fingerprint then = now(request).upTo(version);
        assertEquals(version, then.version());
        return new Fingerprint(then.operation(), then.version(), then.identity(), then.digest());
    }

    private static void assertOne(Fingerprint stored, Fingerprint asked) {
        assertTrue(stored.sameAs(asked));
        assertTrue(asked.sameAs(stored));
        assertEquals(List.of(), asked.differingFields(stored));
        assertEquals(List.of(), stored.differingFields(asked));
    }

    private static void assertTwo(Fingerprint stored, Fingerprint asked, String... differing) {
        assertFalse(stored.sameAs(asked));
        assertFalse(asked.sameAs(stored));
        assertEquals(List.of(differing), asked.differingFields(stored));
        assertEquals(List.of(differing), stored.differingFields(asked));
    }

    @Test
    void theFormOfAnOldVersionIsTheOneThatItsReleaseMade() {
        var first = new OperationKind<>("thing.make", "POST /things/{id}", First.class, "none", THING);
        Fingerprint then = first.fingerprint(
                new First("n", 1L, List.of(new FirstLine("tea"), new FirstLine("pot")), "note", "web"), ID);

        assertEquals(then, now(later("note", "web", "downtown", RED, BLUE)).upTo(1));
        assertEquals(
                "{\"amount\":1,\"lines\":[{\"sku\":\"tea\"},{\"sku\":\"pot\"}],\"name\":\"n\",\"thing\":\"" + ID
                        + "\"}",
                then.identity());
    }

    @Test
    void eachVersionHasTheFieldsThatCountInIt() {
        Later request = later("note", "web", "downtown", RED, BLUE);
        String head = "{\"amount\":1,";
        String uncoloured = "\"lines\":[{\"sku\":\"tea\"},{\"sku\":\"pot\"}],\"name\":\"n\",";
        String tail = "\"store\":\"downtown\",\"thing\":\"" + ID + "\"}";
        assertEquals(
                head + "\"channel\":\"web\"," + uncoloured + "\"note\":\"note\"," + tail,
                now(request).upTo(2).identity());
        assertEquals(
                head + uncoloured + "\"note\":\"note\"," + tail,
                now(request).upTo(3).identity());
        assertEquals(
                head
                        + "\"lines\":[{\"colour\":\"blue\",\"sku\":\"pot\"},{\"colour\":\"red\",\"sku\":\"tea\"}],\"name\":\"n\","
                        + "\"note\":\"note\"," + tail,
                now(request).upTo(4).identity());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aTrueRetryIsTheSameWhateverVersionItsKeyWasStoredWith(int version) {
        Later request = later("note", "web", "downtown", RED, BLUE, RED);
        assertOne(stored(version, request), now(request));
        assertOne(stored(version, request), now(request).upTo(1));
        assertTwo(
                stored(version, request), now(new Later("m", 1L, request.lines(), "note", "web", "downtown")), "name");
    }

    @Test
    void aRetryMayDifferExactlyInWhatWasNoiseWhenItsKeyWasClaimed() {
        Later request = later("note", "web", "downtown", RED, BLUE);
        Later other = later("another", "app", "uptown", BLUE, RED);
        Later recoloured = later("note", "web", "downtown", new Line("tea", "green"), BLUE);

        assertOne(stored(1, request), now(later("another", "app", "uptown", RED, BLUE)));
        assertTwo(stored(1, request), now(other), "lines");
        assertTwo(stored(2, request), now(other), "channel", "lines", "note", "store");
        assertTwo(stored(3, request), now(other), "lines", "note", "store");
        assertTwo(stored(4, request), now(other), "note", "store");
        assertOne(stored(3, request), now(recoloured));
        assertTwo(stored(4, request), now(recoloured), "lines");
    }

    @Test
    void anOperationIsKnownByTheNamesThatItHad() {
        Later request = later("note", null, null);
        assertEquals("thing.make", stored(2, request).operation());
        assertEquals("thing.perform", stored(3, request).operation());
        assertEquals("thing.do", stored(5, request).operation());
        assertTrue(LATER.isNamed("thing.make") && LATER.isNamed("thing.perform") && LATER.isNamed("thing.do"));
        assertFalse(LATER.isNamed("thing.undo"));

        var other = new OperationKind<>("other.do", "POST /others/{id}", Later.class, "none", THING);
        assertTwo(stored(1, request), other.fingerprint(request, ID), "operation");
    }

    @Test
    void anInstanceThatIsHeldBackWritesTheVersionBeforeAndStillReadsTheNewOne() {
        Later request = later("note", "web", "downtown", RED);
        Fingerprint heldBack = now(request).upTo(3);
        assertEquals(3, heldBack.version());
        assertOne(stored(5, request), heldBack);
        assertTwo(
                stored(4, request),
                now(later("note", "web", "downtown", new Line("tea", "green"))).upTo(3),
                "lines");
        assertEquals(5, now(request).upTo(Integer.MAX_VALUE).version());
    }

    @Test
    void theHighestVersionToWriteIsTheNewestOrANumber() {
        var setting = new IdempotencyConfig.HighestVersion();
        assertEquals(2, setting.convert("2"));
        assertEquals(5, LATER.version(setting.convert("newest")));
        for (String wrong : List.of("0", "-1", "1.0", "", "new", "99999999999")) {
            assertThrows(IllegalArgumentException.class, () -> setting.convert(wrong), wrong);
        }
    }

    @Test
    void anOperationWhoseIdentityDidNotChangeKeepsItsVersionWhenOthersRaiseTheirs() {
        var first = new OperationKind<>("thing.do", "POST /things/{id}", First.class, "none", THING);
        assertEquals(1, first.version());
        assertEquals(
                1,
                first.fingerprint(new First("n", 1L, null, null, null), ID)
                        .upTo(3)
                        .version());
    }

    public record Basket(@Identity("a") List<Line> lines) {}

    @Test
    void aChangeWithinAPartIsAChangeOfTheOperation() {
        var baskets = new OperationKind<>("basket", "POST /baskets", Basket.class, "none");
        assertEquals(4, baskets.version());
        assertEquals(1, baskets.version(3));
    }

    /** As a later release stores it, which made the amount noise, counts the tax, and has a version that we do not know. */
    private static Fingerprint ofANewerRelease(String operation, String name) {
        return new Fingerprint(
                operation, 9, "{\"name\":\"" + name + "\",\"tax\":3,\"thing\":\"" + ID + "\"}", new byte[32]);
    }

    @Test
    void aVersionThatIsNotKnownIsComparedByTheFieldsThatBothSidesHave() {
        Fingerprint asked = now(later("note", "web", null, RED));
        assertOne(ofANewerRelease("thing.do", "n"), asked);
        assertTwo(ofANewerRelease("thing.do", "m"), asked, "name");
        assertTwo(
                ofANewerRelease("thing.do", "n"),
                LATER.fingerprint(later("note", "web", null, RED), new UUID(1, 3)),
                "thing");
        assertTwo(ofANewerRelease("other.do", "n"), asked, "operation");
    }

    @Test
    void theFieldsOfAVersionAreThoseThatItDeclared() {
        assertEquals(
                List.of(
                        new Field("thing", true, "which"),
                        new Field("name", true, "a"),
                        new Field("amount", true, "b"),
                        new Field("lines", true, "c"),
                        new Field("note", false, "d, as it was"),
                        new Field("channel", false, "e, not any more"),
                        new Field("store", false, "Counts since version 2.")),
                LATER.fields(1));
        assertEquals(
                List.of(
                        new Field("thing", true, "which"),
                        new Field("name", true, "a"),
                        new Field("amount", true, "b"),
                        new Field("lines", true, "c"),
                        new Field("order of lines", false, "the same things in another order"),
                        new Field("note", true, "d"),
                        new Field("channel", false, "e, not any more"),
                        new Field("store", true, "f")),
                LATER.fields(LATER.version()));
    }

    public record Overlapping(
            @Identity(value = "a", until = 2) @Identity(value = "a", since = 2)
            String wrong) {}

    public record Backwards(
            @Identity(value = "a", since = 3, until = 2) String wrong) {}

    public record BeforeTheFirst(
            @Identity(value = "a", since = 0) String wrong) {}

    public record EndedInSilence(
            @Identity(value = "a", until = 2) String wrong) {}

    public record NoiseThroughout(
            @Identity(value = "a", until = 2) @Identity(value = "a", since = 3) @Noise("never")
            String wrong) {}

    public record CarrierSince(
            @Identity(value = "a", since = 2) @Carrier String wrong) {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                Overlapping.class,
                Backwards.class,
                BeforeTheFirst.class,
                EndedInSilence.class,
                NoiseThroughout.class,
                CarrierSince.class
            })
    void aHistoryThatContradictsItselfIsRefusedAtTheStartAndTheFieldIsNamed(Class<? extends Record> request) {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> new OperationKind<>("thing.do", "POST /things", request, "none"));
        assertTrue(refused.getMessage().startsWith("thing.do: wrong "), refused.getMessage());
    }
}
