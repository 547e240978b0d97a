package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.docs.Page.Block;
import dev.payonce.idempotency.CrashPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The diagrams of README.md show what the database and the code do. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class DiagramsTest {

    private static final String NOTHING = "[*]";
    private static final Set<String> DECIDED = Set.of("SUCCEEDED", "FAILED", "ABANDONED");

    private static final String KEY = "p_merchant => '00000000-0000-7000-8000-0000000000dd', p_key => 'diagram-1'";
    private static final String CLAIM =
            "p_merchant => '00000000-0000-7000-8000-0000000000dd', p_claim => ROW('diagram-1', 1)::claim";
    private static final String INTENT = """
            p_merchant => '00000000-0000-7000-8000-0000000000dd', p_intent => ROW('diagram-1',
            '00000000-0000-7000-8000-0000000000d1', 'payment.create', 1, sha256('x'), '{}', 'req-1', NULL)::intent""";
    private static final String DONE = "p_answer => ROW(201, '{}', 60)::answer";
    private static final String REFUSED = "p_answer => ROW(402, '{}', 60)::answer";

    /** Each function, called in each way that leads somewhere else. */
    private static final Map<String, List<String>> CALLS = Map.of(
            "claim_pending",
            List.of("claim_pending(" + INTENT + ", p_lease => 60)"),
            "claim_decided",
            List.of("claim_decided(" + INTENT + ", " + DONE + ")", "claim_decided(" + INTENT + ", " + REFUSED + ")"),
            "abandon",
            List.of("abandon(" + KEY + ", p_operation_id => '00000000-0000-7000-8000-0000000000d1',"
                    + " p_request_id => 'req-1', p_kept => 60)"),
            "settle",
            List.of("settle(" + CLAIM + ", " + DONE + ")", "settle(" + CLAIM + ", " + REFUSED + ")"),
            "leave_undecided",
            List.of(leave("UNKNOWN"), leave("UNDONE")),
            "take_over",
            List.of("take_over(" + CLAIM + ", p_lease => 60)"),
            "take_up",
            List.of("take_up(" + CLAIM + ", p_lease => 60)"));

    private static String leave(String progress) {
        return "leave_undecided(" + CLAIM + ", p_request_id => 'req-1', p_progress => '" + progress
                + "', p_pause => 60)";
    }

    /** From, to, by. */
    private record Arrow(String from, String to, String by) {

        static Arrow of(MatchResult line) {
            return new Arrow(line.group(1), line.group(2), line.group(3));
        }
    }

    @Test
    void everyArrowBetweenTwoStatesIsWhatItsFunctionDoes() throws Exception {
        List<Arrow> arrows = arrows();
        assertTrue(arrows.size() > 10, arrows::toString);
        Set<String> wrong = new TreeSet<>();
        for (Arrow arrow : arrows) {
            if (!reached(arrow.from(), CALLS.get(arrow.by())).contains(arrow.to())) {
                wrong.add(arrow.toString());
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void everyStateOfAKeyIsShown() {
        Set<String> permitted = Pattern.compile("'([A-Z]+)'")
                .matcher(Database.texts("SELECT prosrc FROM pg_proc WHERE proname = 'key_is_consistent'")
                        .get(0))
                .results()
                .map(state -> state.group(1))
                .filter(state -> !state.equals("PENDING")) // which RUNNING, UNKNOWN and UNDONE are
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> shown = arrows().stream()
                .flatMap(arrow -> Stream.of(arrow.from(), arrow.to()))
                .filter(state -> !state.equals(NOTHING))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(permitted, shown);
    }

    @Test
    void noFunctionLeadsOutOfAStateThatIsDecided() throws Exception {
        assertTrue(arrows().stream().noneMatch(arrow -> DECIDED.contains(arrow.from())));
        List<String> calls = CALLS.values().stream().flatMap(List::stream).toList();
        for (String state : DECIDED) {
            assertEquals(Set.of(state), reached(state, calls));
        }
    }

    @Test
    void thePhasesAreMarkedWithTheCrashPointsOfARequestInTheirOrder() {
        List<String> shown = Pattern.compile("[A-Z]{2,}(?:_[A-Z]+)+")
                .matcher(diagram("sequenceDiagram"))
                .results()
                .map(MatchResult::group)
                .toList();
        List<String> points = Arrays.stream(CrashPoint.values())
                .map(Enum::name)
                .takeWhile(point -> !point.startsWith("IN_"))
                .toList();
        assertEquals(points, shown);
    }

    @Test
    void theFunctionsOfThePhasesClaimAndSettleAsTheyAreShownTo() {
        String phases = diagram("sequenceDiagram");
        Map.of(
                        "begin_payments",
                        "claim_pending_together(",
                        "book_payments",
                        "settle_together(",
                        "fail_payment",
                        "settle(")
                .forEach((function, calls) -> {
                    assertTrue(phases.contains(function), function);
                    List<String> source = Database.texts("SELECT prosrc FROM pg_proc WHERE proname = ?", function);
                    assertTrue(source.get(0).contains(calls), function);
                });
    }

    private static List<Arrow> arrows() {
        return Pattern.compile(" +(\\S+) --> (\\S+): (\\w+)\\n")
                .matcher(diagram("stateDiagram"))
                .results()
                .map(Arrow::of)
                .toList();
    }

    private static String diagram(String kind) {
        return Page.of("README.md").blocks().stream()
                .filter(block -> block.language().equals("mermaid"))
                .map(Block::content)
                .filter(content -> content.startsWith(kind))
                .findFirst()
                .orElseThrow();
    }

    /** The states that calls lead to, each from the given one. */
    private static Set<String> reached(String from, List<String> calls) throws SQLException {
        Set<String> states = new TreeSet<>();
        for (String call : calls) {
            try (Connection connection = Database.transaction();
                    Statement statement = connection.createStatement()) {
                reach(statement, from);
                statement.execute("SELECT " + call);
                states.add(state(statement));
                connection.rollback();
            }
        }
        return states;
    }

    private static void reach(Statement statement, String state) throws SQLException {
        switch (state) {
            case NOTHING -> {}
            case "ABANDONED" ->
                statement.execute("SELECT " + CALLS.get("abandon").get(0));
            case "SUCCEEDED" ->
                statement.execute("SELECT " + CALLS.get("claim_decided").get(0));
            case "FAILED" ->
                statement.execute("SELECT " + CALLS.get("claim_decided").get(1));
            case "RUNNING" ->
                statement.execute("SELECT " + CALLS.get("claim_pending").get(0));
            default -> {
                reach(statement, "RUNNING");
                statement.execute("SELECT " + leave(state));
            }
        }
    }

    private static String state(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                SELECT coalesce(progress, status) FROM idempotency_key
                 WHERE merchant_id = '00000000-0000-7000-8000-0000000000dd' AND key = 'diagram-1'
                """)) {
            return row.next() ? row.getString(1) : NOTHING;
        }
    }
}
