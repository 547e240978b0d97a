package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each type that may identify an operation has one form for all that means the same, and no other type may. */
class IdentityTypesTest {

    /** Chance that a failure can be repeated with. */
    private static final Random RANDOM = new Random(20261124);

    public enum Comfort {
        FIRST,
        SECOND {
            @Override
            public String toString() {
                return "the cheaper one";
            }
        }
    }

    public record Passenger(
            @Identity("a") String name,
            @Identity("b") LocalDate born,
            @Noise("c") String meal) {}

    public record Booking(
            @Identity("a") boolean refundable,
            @Identity("b") Boolean insured,
            @Identity("c") int seats,
            @Identity("d") BigInteger number,
            @Identity("e") BigDecimal price,
            @Identity("f") UUID train,
            @Identity("g") Instant departure,
            @Identity("h") OffsetDateTime arrival,
            @Identity("i") LocalDate day,
            @Identity("j") LocalTime gate,
            @Identity("k") LocalDateTime checkIn,
            @Identity("l") Comfort comfort,
            @Identity("m") List<Passenger> passengers,
            @Identity("n") Set<Comfort> upgrades,
            @Identity("o") Map<String, List<BigDecimal>> extras) {}

    private static final OperationKind<Booking> BOOK =
            new OperationKind<>("booking.create", "POST /bookings", Booking.class, "none");

    public record Price(@Identity("a") BigDecimal value) {}

    private static final OperationKind<Price> PRICE = new OperationKind<>("price", "POST /prices", Price.class, "none");

    private static String price(BigDecimal value) {
        return PRICE.fingerprint(new Price(value)).identity();
    }

    @Test
    void eachTypeIsWrittenInOneForm() {
        var extras = new LinkedHashMap<String, List<BigDecimal>>();
        extras.put("wine", List.of(new BigDecimal("12.50"), new BigDecimal("1E+2")));
        extras.put("bread", null);
        extras.put("art", Collections.singletonList(null));
        var booking = new Booking(
                true,
                false,
                2,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("0010.500"),
                UUID.fromString("019AB0C4-7A12-7D01-8A4F-1F0D6C2B9A31"),
                Instant.parse("2026-11-24T08:00:00.000Z"),
                OffsetDateTime.parse("2026-11-24T10:30:00.500+01:00"),
                LocalDate.parse("2026-11-24"),
                LocalTime.parse("07:45:00"),
                LocalDateTime.parse("2026-11-24T07:15:00"),
                Comfort.SECOND,
                List.of(new Passenger("Ada", LocalDate.parse("1815-12-10"), "fish")),
                new LinkedHashSet<>(List.of(Comfort.SECOND, Comfort.FIRST)),
                extras);

        assertEquals(
                "{\"arrival\":\"2026-11-24T09:30:00.500Z\",\"checkIn\":\"2026-11-24T07:15\",\"comfort\":\"SECOND\",\"day\":\"2026-11-24\","
                        + "\"departure\":\"2026-11-24T08:00:00Z\",\"extras\":{\"art\":[null],\"wine\":[12.5,100]},"
                        + "\"gate\":\"07:45\",\"insured\":false,\"number\":123456789012345678901234567890,"
                        + "\"passengers\":[{\"born\":\"1815-12-10\",\"name\":\"Ada\"}],\"price\":10.5,\"refundable\":true,"
                        + "\"seats\":2,\"train\":\"019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31\","
                        + "\"upgrades\":[\"FIRST\",\"SECOND\"]}",
                BOOK.fingerprint(booking).identity());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0, 1",
        "100, 1e2, 100",
        "0, 0.000, 0",
        "-0.0, 0e5, 0",
        "1.50, 15e-1, 1.5",
        "0.0000001, 1e-7, 1E-7",
        "1e100, 10e99, 1" + "0000000000" + "0000000000" + "0000000000" + "0000000000" + "0000000000" + "0000000000"
                + "0000000000" + "0000000000" + "0000000000" + "0000000000",
        "1e999999999, 0.1e1000000000, 1E+999999999"
    })
    void aDecimalNumberIsItsValueHoweverItIsWrittenAndStaysShort(String one, String other, String form) {
        assertEquals("{\"value\":" + form + "}", price(new BigDecimal(one)));
        assertEquals(price(new BigDecimal(one)), price(new BigDecimal(other)));
    }

    @Test
    void decimalNumbersAreOneFormExactlyIfTheyAreOneValue() {
        for (int i = 0; i < 2000; i++) {
            BigDecimal number = new BigDecimal(new BigInteger(1 + RANDOM.nextInt(90), RANDOM), RANDOM.nextInt(60) - 30);
            BigDecimal longer = number.setScale(number.scale() + RANDOM.nextInt(5));
            BigDecimal next = number.add(number.ulp().movePointLeft(RANDOM.nextInt(3)));
            assertEquals(price(number), price(longer), number::toString);
            assertNotEquals(price(number), price(next), number::toString);
            assertEquals(
                    List.of("value"),
                    PRICE.fingerprint(new Price(number)).differingFields(PRICE.fingerprint(new Price(next))),
                    number::toString);
        }
    }

    public record Bag(
            @Identity("a") Set<BigDecimal> set,
            @Identity("b") Map<UUID, Instant> map,
            @Identity(value = "c", unordered = true) List<Passenger> multiset) {}

    @Test
    void theOrderInWhichASetAMapOrAMultisetIsGoneThroughNeverMatters() {
        var bags = new OperationKind<>("bag", "POST /bags", Bag.class, "none");
        for (int i = 0; i < 300; i++) {
            var numbers = new ArrayList<BigDecimal>();
            var ids = new ArrayList<UUID>();
            var passengers = new ArrayList<Passenger>();
            for (int n = RANDOM.nextInt(8); n > 0; n--) {
                numbers.add(BigDecimal.valueOf(RANDOM.nextInt(100), RANDOM.nextInt(3)));
                ids.add(new UUID(RANDOM.nextLong(), RANDOM.nextLong()));
                passengers.add(new Passenger("p" + RANDOM.nextInt(3), null, "meal " + RANDOM.nextInt()));
            }
            Fingerprint one = bags.fingerprint(bag(numbers, ids, passengers));
            Collections.shuffle(numbers, RANDOM);
            Collections.shuffle(ids, RANDOM);
            Collections.shuffle(passengers, RANDOM);
            assertEquals(one, bags.fingerprint(bag(numbers, ids, passengers)));
            passengers.add(new Passenger("p0", null, null));
            assertEquals(List.of("multiset"), one.differingFields(bags.fingerprint(bag(numbers, ids, passengers))));
        }
    }

    private static Bag bag(List<BigDecimal> numbers, List<UUID> ids, List<Passenger> passengers) {
        var map = new LinkedHashMap<UUID, Instant>();
        ids.forEach(id -> map.put(id, Instant.ofEpochSecond(id.hashCode())));
        return new Bag(new LinkedHashSet<>(numbers), map, List.copyOf(passengers));
    }

    @Test
    void whatIsTwiceInASetForItsSpellingAloneIsThereOnce() {
        var bags = new OperationKind<>("bag", "POST /bags", Bag.class, "none");
        assertEquals(
                "{\"set\":[1]}",
                bags.fingerprint(new Bag(Set.of(BigDecimal.ONE, new BigDecimal("1.0")), null, null))
                        .identity());
    }

    @Test
    void timesAreComparedAsTheInstantThatTheyAre() {
        OffsetDateTime noon = OffsetDateTime.of(2026, 11, 24, 12, 0, 0, 0, ZoneOffset.UTC);
        assertEquals(CanonicalForm.of(noon), CanonicalForm.of(noon.withOffsetSameInstant(ZoneOffset.ofHours(5))));
        assertNotEquals(CanonicalForm.of(noon), CanonicalForm.of(noon.withOffsetSameLocal(ZoneOffset.ofHours(5))));
    }

    @Test
    void aNumberThatGetsAWiderTypeKeepsItsForm() {
        for (Object seven : List.of((byte) 7, (short) 7, 7, 7L, BigInteger.valueOf(7), new BigDecimal("7.0"))) {
            assertEquals("7", Fingerprint.write(CanonicalForm.of(seven)), seven.getClass()::getName);
        }
    }

    @Test
    void halfOfASurrogatePairIsNotTheQuestionMarkThatUtf8MakesOfIt() {
        var names = new OperationKind<>("name", "POST /names", Named.class, "none");
        Fingerprint half = names.fingerprint(new Named("a\ud800"));
        Fingerprint mark = names.fingerprint(new Named("a?"));
        assertTrue(Arrays.equals(half.digest(), mark.digest()), "which is why the text is compared, too");
        assertFalse(half.sameAs(mark));
        assertEquals(List.of("name"), half.differingFields(mark));
    }

    public record Named(@Identity("a") String name) {}

    public record OfDouble(@Identity("a") double wrong) {}

    public record OfFloat(@Identity("a") Float wrong) {}

    public record OfChar(@Identity("a") char wrong) {}

    public record OfObject(@Identity("a") Object wrong) {}

    public record OfArray(@Identity("a") String[] wrong) {}

    public record OfBytes(@Identity("a") byte[] wrong) {}

    public record OfList(@Identity("a") List<Double> wrong) {}

    public record OfListOfLists(@Identity("a") List<List<Object>> wrong) {}

    public record OfWildcard(@Identity("a") List<?> wrong) {}

    public record OfBound(@Identity("a") List<? extends Number> wrong) {}

    public record OfConcreteMap(@Identity("a") HashMap<String, String> wrong) {}

    public record OfMap(@Identity("a") Map<String, Object> wrong) {}

    public record OfDecimalKeys(@Identity("a") Map<BigDecimal, String> wrong) {}

    public record OfRecordKeys(@Identity("a") Map<Named, String> wrong) {}

    public record OfOptional(@Identity("a") Optional<String> wrong) {}

    public record OfZonedTime(@Identity("a") ZonedDateTime wrong) {}

    public record OfVariable<T>(@Identity("a") T wrong) {}

    public record OfOrderOfNoList(
            @Identity(value = "a", unordered = true) String wrong) {}

    public record OfPart(@Identity("a") OfDouble part) {}

    public record OfParts(@Identity("a") Map<String, List<OfDouble>> parts) {}

    @SuppressWarnings("rawtypes")
    public record OfRaw(@Identity("a") List wrong) {}

    public record OfNumericKey(@Carrier Long wrong) {}

    private static void assertRefused(String field, Class<? extends Record> request) {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> new OperationKind<>("thing.do", "POST /things", request, "none"),
                request::getSimpleName);
        assertTrue(refused.getMessage().startsWith("thing.do: " + field + " "), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                OfDouble.class,
                OfFloat.class,
                OfChar.class,
                OfObject.class,
                OfArray.class,
                OfBytes.class,
                OfList.class,
                OfListOfLists.class,
                OfWildcard.class,
                OfBound.class,
                OfRaw.class,
                OfConcreteMap.class,
                OfMap.class,
                OfDecimalKeys.class,
                OfRecordKeys.class,
                OfOptional.class,
                OfZonedTime.class,
                OfVariable.class,
                OfOrderOfNoList.class,
                OfNumericKey.class
            })
    void whateverElseIsRefusedAtTheStartAndTheFieldIsNamed(Class<? extends Record> request) {
        assertRefused("wrong", request);
    }

    @Test
    void aFieldWithinAPartIsNamedWithItsWay() {
        assertRefused("part.wrong", OfPart.class);
        assertRefused("parts.wrong", OfParts.class);
    }
}
