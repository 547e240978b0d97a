package dev.payonce.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a merchant's systems are told, against what happened. */
final class Telling {

    private static final String HAPPENED = """
            SELECT 'order.created /v1/orders/' || id FROM orders WHERE merchant_id = ?
            UNION ALL
            SELECT 'order.cancelled /v1/orders/' || id FROM orders WHERE merchant_id = ? AND status = 'CANCELLED'
            UNION ALL
            SELECT 'payment.' || lower(status) || ' /v1/payments/' || id FROM payment WHERE merchant_id = ?
            UNION ALL
            SELECT 'refund.' || lower(status) || ' /v1/refunds/' || id FROM refund WHERE merchant_id = ?
            UNION ALL
            SELECT 'transfer.created /v1/transfers/' || id FROM transfer WHERE merchant_id = ?
            """;

    private final Lab lab;
    private final Instance instance;
    private final Merchant merchant;

    Telling(Lab lab, Instance instance, Merchant merchant) {
        this.lab = lab;
        this.instance = instance;
        this.merchant = merchant;
    }

    /** All events, page by page. */
    List<JsonNode> listed() throws IOException, InterruptedException {
        var events = new ArrayList<JsonNode>();
        for (JsonNode page = page(""); !page.path("data").isEmpty(); ) {
            page.path("data").forEach(events::add);
            page = page("&after=" + page.path("nextCursor").asText());
        }
        return events;
    }

    private JsonNode page(String after) throws IOException, InterruptedException {
        return Lab.JSON.readTree(
                instance.get("/v1/events?limit=100" + after, merchant.apiKey()).body());
    }

    /** Everything that does not agree, in words; only for a merchant of whom nothing is pending. */
    List<String> disagreements(List<BadReceiver> receivers) throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        List<JsonNode> events = listed();
        Object id = merchant.id();
        List<String> happened = lab.rows(HAPPENED, id, id, id, id, id).stream()
                .map(row -> row.get(0))
                .toList();
        Map<String, Long> told = events.stream()
                .map(event -> event.path("type").asText() + " "
                        + event.path("resource").asText())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        told.forEach((what, times) -> {
            if (times > 1 || !happened.contains(what)) {
                found.add("listed " + times + " times: " + what);
            }
        });
        happened.stream().filter(what -> !told.containsKey(what)).forEach(what -> found.add("not listed: " + what));
        Set<String> ids =
                events.stream().map(event -> event.path("id").asText()).collect(Collectors.toSet());
        for (BadReceiver receiver : receivers) {
            difference(ids, receiver.taken()).forEach(lost -> found.add("a receiver was not told of " + lost));
            difference(receiver.taken(), ids).forEach(made -> found.add("a receiver was told of what is not: " + made));
            receiver.forged().forEach(forged -> found.add("a receiver was told by nobody it knows: " + forged));
        }
        return found;
    }

    private static Set<String> difference(Set<String> these, Set<String> those) {
        var difference = new HashSet<>(these);
        difference.removeAll(those);
        return difference;
    }
}
