package dev.payonce.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.client.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges a history by itself, as Jepsen does: whatever the servers believe, is what the clients were told consistent with
 * "one intent, one effect; one key, one answer"? A request is an interval from its sending to its answer, and "after"
 * means that one interval ends before the other begins.
 */
final class HistoryChecker {

    private HistoryChecker() {}

    /** Every contradiction, in words; empty if there is none. */
    static List<String> violations(List<Event> history) {
        var violations = new ArrayList<String>();
        Map<String, List<Event>> byKey =
                history.stream().collect(Collectors.groupingBy(Event::key, TreeMap::new, Collectors.toList()));
        byKey.forEach((key, events) -> violations.addAll(ofOneKey(key, events)));
        violations.addAll(mergedIntents(byKey));
        return violations;
    }

    private static List<String> ofOneKey(String key, List<Event> events) {
        var violations = new ArrayList<String>();
        List<Event> definitive = events.stream()
                .filter(Event::isDefinitive)
                .sorted(Comparator.comparingLong(Event::returned))
                .toList();
        if (definitive.isEmpty()) {
            violations.add(key + ": never decided");
        }
        definitive.stream()
                .filter(event -> event.said() != definitive.get(0).said()
                        || !event.body().equals(definitive.get(0).body()))
                .forEach(event -> violations.add(key + ": two answers, " + definitive.get(0) + " and " + event));
        List<Event> first =
                definitive.stream().filter(event -> !event.replayed()).toList();
        if (first.size() > 1) {
            violations.add(key + ": executed more than once, " + first);
        }
        events.stream()
                .filter(event -> event.decision() == Decision.MISMATCH
                        || event.decision() == Decision.EXPIRED
                        || event.decision() == Decision.REFUSED)
                .forEach(event -> violations.add(key + ": an honest request was refused, " + event));
        if (!definitive.isEmpty()) {
            long decided = definitive.get(0).returned();
            events.stream()
                    .filter(event -> event.invoked() > decided && takesBack(event))
                    .forEach(event ->
                            violations.add(key + ": undecided again after " + definitive.get(0) + ", " + event));
        }
        return violations;
    }

    /** Answers that say that it is not decided, or that nothing happened. No answer, or a server in trouble, says nothing. */
    private static boolean takesBack(Event event) {
        return switch (event.reason()) {
            case "pending", "operation-in-progress" -> true;
            default ->
                event.status() == 503 && event.body().path("type").asText().endsWith("/gateway-unavailable");
        };
    }

    /** Two keys are two intents: what one of them created is never what the other created. */
    private static List<String> mergedIntents(Map<String, List<Event>> byKey) {
        var violations = new ArrayList<String>();
        Map<String, String> owners = new HashMap<>();
        byKey.forEach((key, events) -> events.stream()
                .filter(event ->
                        event.decision() == Decision.DONE && event.operation().endsWith(".create"))
                .map(Event::body)
                .map(HistoryChecker::id)
                .distinct()
                .forEach(id -> {
                    String other = owners.putIfAbsent(id, key);
                    if (other != null && !other.equals(key)) {
                        violations.add(key + " and " + other + ": two intents made one " + id);
                    }
                }));
        return violations;
    }

    private static String id(JsonNode body) {
        return body.path("id").asText();
    }
}
