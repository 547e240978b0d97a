package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.trace.Watched;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The page about operations, the alerts and the dashboard speak of the metrics that there are: they are held against what a run
 * exposes that has seen everything.
 */
@QuarkusTest
@TestProfile(Watched.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class OperationsPageTest {

    private static final Path FILES = Path.of("src", "main", "observability");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of Quarkus and what it brings along. */
    private static final Pattern FOREIGN =
            Pattern.compile("(http|jvm|netty|postgresql|process|redis|sql|system|worker|cache|executor)_.*");

    private static final Pattern SAMPLE = Pattern.compile("(?<name>\\w+)(?:\\{(?<labels>.*)})? [^ ]+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");

    /** A selector: a name, with conditions on labels perhaps. */
    private static final Pattern SELECTOR = Pattern.compile("([a-z_:][a-z0-9_:]*)(?:\\{([^}]*)})?(?!\\w|\\s*\\()");

    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");

    /** Words of PromQL that are no metrics. */
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "on", "ignoring", "offset", "bool");

    /** The labels of each series by its name. */
    private static Map<String, Set<String>> series;

    private final Page page = Page.of("docs", "operations.md");

    /** Only in a run that has seen everything is there everything to be seen. */
    @BeforeEach
    void seeEverything() {
        if (series != null) {
            return;
        }
        Api api = Api.newMerchant();
        String url =
                ConfigProvider.getConfig().getValue("test.url", String.class).replaceAll("/$", "");
        api.put("/v1/webhook-endpoints/page", "{\"url\": \"%s/simulator/receiver/page\"}".formatted(url))
                .expect(201);
        // Nobody is told of the one: it is recovered. The gateway tells of the other.
        unknown(api, "pm_timeout_uncharged").expect(402);
        unknown(api, "pm_timeout_charged").expect(200);
        Instant latest = Instant.now().plus(PATIENCE);
        do {
            series = read(RestAssured.get("/q/metrics").asString());
        } while (!series.containsKey("notified_settled_total") && Instant.now().isBefore(latest));
    }

    private static Api.Answer unknown(Api api, String method) {
        String path = "/v1/orders/" + api.order(500) + "/payments";
        String key = Api.newKey();
        api.post(path, key, Api.paymentOf(500, method)).expect(202);
        return api.awaitDecided(path, key, Api.paymentOf(500, method));
    }

    private static Map<String, Set<String>> read(String metrics) {
        Map<String, Set<String>> read = new HashMap<>();
        metrics.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertTrue(sample.matches(), line);
            read.computeIfAbsent(sample.group("name"), name -> new TreeSet<>()).addAll(labels(sample.group("labels")));
        });
        return read;
    }

    private static List<String> labels(String conditions) {
        return conditions == null
                ? List.of()
                : LABEL.matcher(conditions)
                        .results()
                        .map(label -> label.group(1))
                        .toList();
    }

    // ---------------------------------------------------------------- the table of metrics

    @Test
    void theTableHasEveryMetricOfOursAndNoOther() {
        Set<String> ours = series.keySet().stream()
                .filter(name -> !FOREIGN.matcher(name).matches())
                .map(name -> name.replaceFirst("(_count|_sum|_max)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(ours, new TreeSet<>(table().keySet()));
    }

    /** Each metric, and the last cell of its row: the alert that it is for. */
    private Map<String, String> table() {
        Map<String, String> rows = new HashMap<>();
        Pattern.compile("^\\| `([a-z_]+)` \\|.*\\| ([^|]*) \\|$", Pattern.MULTILINE)
                .matcher(page.text())
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    @Test
    void eachMetricIsInTheAlertThatItIsSaidToBeForOrOnTheDashboard() throws Exception {
        Map<String, String> alerts = alerts();
        List<String> dashboard = dashboard();
        List<String> wrong = new ArrayList<>();
        table().forEach((metric, use) -> {
            List<String> named = quoted(use).toList();
            if (named.isEmpty() && (!use.equals("on the dashboard") || !inOneOf(dashboard, metric))) {
                wrong.add(metric + ": " + use);
            }
            named.stream()
                    .filter(alert -> !alerts.containsKey(alert) || !inOneOf(List.of(alerts.get(alert)), metric))
                    .forEach(alert -> wrong.add(metric + ": " + alert));
        });
        assertEquals(List.of(), wrong);
    }

    private static boolean inOneOf(List<String> queries, String metric) {
        return queries.stream().anyMatch(query -> query.contains(metric));
    }

    private static Stream<String> quoted(String text) {
        return Pattern.compile("`([^`]+)`").matcher(text).results().map(word -> word.group(1));
    }

    // ---------------------------------------------------------------- alerts and dashboard

    @Test
    void everyAlertHasItsSectionAndEverySectionItsAlert() throws Exception {
        Set<String> sections = Pattern.compile("^### (Payonce\\w+)$", Pattern.MULTILINE)
                .matcher(page.text())
                .results()
                .map(section -> section.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(alerts().keySet()), sections);
        for (JsonNode rule : rules()) {
            assertEquals(
                    "docs/operations.md#" + rule.path("alert").asText().toLowerCase(Locale.ROOT),
                    rule.path("annotations").path("runbook").asText());
        }
    }

    @Test
    void everyNameAndLabelOfAnAlertIsThere() throws Exception {
        assertEquals(List.of(), unknown(alerts().values()));
    }

    @Test
    void everyNameAndLabelOfTheDashboardIsThere() throws Exception {
        assertTrue(dashboard().size() > 20);
        assertEquals(List.of(), unknown(dashboard()));
    }

    private static List<String> unknown(Iterable<String> queries) {
        List<String> unknown = new ArrayList<>();
        for (String query : queries) {
            Matcher grouping = GROUPING.matcher(query);
            Set<String> groupedBy = new TreeSet<>();
            grouping.results()
                    .forEach(group -> groupedBy.addAll(List.of(group.group(1).split("\\s*,\\s*"))));
            String bare = grouping.reset().replaceAll(" ").replaceAll("\\[[^]]*]", "");
            Matcher selector = SELECTOR.matcher(bare);
            while (selector.find()) {
                String name = selector.group(1);
                Set<String> there = series.get(name);
                if (WORDS.contains(name)) {
                    continue;
                }
                Set<String> wanted = new TreeSet<>(groupedBy);
                wanted.addAll(labels(selector.group(2)));
                if (there == null || !there.containsAll(wanted)) {
                    unknown.add(name + " by " + wanted + " in " + query);
                }
            }
        }
        return unknown;
    }

    private static Map<String, String> alerts() throws Exception {
        Map<String, String> alerts = new HashMap<>();
        rules().forEach(rule ->
                alerts.put(rule.path("alert").asText(), rule.path("expr").asText()));
        return alerts;
    }

    private static JsonNode rules() throws Exception {
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(FILES.resolve("alerts.yml")))
                .at("/groups/0/rules");
        assertTrue(rules.size() > 10, "the rules are where they are looked for");
        return rules;
    }

    private static List<String> dashboard() throws Exception {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(FILES.resolve("dashboard.json")));
        return dashboard.findValues("expr").stream().map(JsonNode::asText).toList();
    }
}
