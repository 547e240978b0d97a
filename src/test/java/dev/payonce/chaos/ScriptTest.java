package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A seed is worth printing only if it brings the same decisions back. */
class ScriptTest {

    private static final int CUSTOMERS = 6;

    private static List<Object> decisions(Script script) {
        var decisions = new ArrayList<Object>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            for (int number = 0; number < 20; number++) {
                decisions.add(script.story(customer, number));
            }
        }
        for (int number = 1; number <= 30; number++) {
            decisions.add(script.kill(number, 2, 30));
        }
        for (int stretch = 0; stretch < 2; stretch++) {
            var network = script.network(stretch, 0.3, Duration.ofSeconds(1));
            IntStream.range(0, 100).forEach(connection -> decisions.add(network.get()));
        }
        return decisions;
    }

    @Test
    void theSameSeedMakesTheSameDecisionsAndAnotherMakesOthers() {
        assertEquals(decisions(new Script(42)), decisions(new Script(42)));
        assertNotEquals(decisions(new Script(42)), decisions(new Script(43)));
    }

    @Test
    void whateverTheSeedEveryPaymentMethodIsTriedInTheFirstStories() {
        for (long seed = 0; seed < 100; seed++) {
            var script = new Script(seed);
            Set<String> tried = IntStream.range(0, CUSTOMERS)
                    .boxed()
                    .flatMap(customer -> IntStream.range(0, Script.STORIES_AT_LEAST)
                            .mapToObj(number -> script.story(customer, number).method()))
                    .collect(Collectors.toSet());
            assertEquals(Set.copyOf(Script.METHODS), tried);
        }
    }

    @Test
    void aShortRunDoesEachThingToTheGatewayAndPostgresOnceAndALongOneMoreOften() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(List.of(1L, 1L, 1L, 1L), deaths(new Script(seed), 3));
            assertEquals(List.of(3L, 3L, 6L, 6L), deaths(new Script(seed), 30));
        }
    }

    private static List<Long> deaths(Script script, int kills) {
        List<Script.Kill> all = IntStream.rangeClosed(1, kills)
                .mapToObj(number -> script.kill(number, 2, kills))
                .toList();
        assertTrue(all.stream().noneMatch(kill -> kill.gateway() && kill.postgres()));
        return List.of(
                all.stream().filter(Script.Kill::gateway).count(),
                all.stream().filter(Script.Kill::postgres).count(),
                all.stream().filter(kill -> !kill.postgresFrozen().isZero()).count(),
                all.stream().filter(kill -> !kill.swallowed().isZero()).count());
    }
}
