package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import dev.payonce.problem.Problems;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A fault of the database is never taken for success, and what passes is told as such. PostgreSQL itself raises each of
 * them here, as the error of a statement on a connection that stays open, which is how Citus passes on a worker's.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class DatabaseFaultsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    @Inject
    Mutiny.SessionFactory sessions;

    @BeforeAll
    static void faults() {
        Database.update("CREATE SCHEMA faults");
        Database.update("""
                CREATE FUNCTION faults.fail(state text, words text) RETURNS int LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE '%', words USING ERRCODE = state;
                END
                $$
                """);
        Database.update("""
                CREATE FUNCTION faults.fail_row() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE 'terminating connection' USING ERRCODE = TG_ARGV[0];
                END
                $$
                """);
    }

    @AfterAll
    static void noFaults() {
        Database.update("DROP SCHEMA faults CASCADE"); // and the triggers
    }

    private Uni<?> failing(String state, String words) {
        return pool.preparedQuery("SELECT pg_backend_pid(), faults.fail($1, $2)")
                .execute(Tuple.of(state, words));
    }

    private static Throwable failure(Uni<?> work) {
        return assertThrows(Throwable.class, () -> work.await().atMost(SOON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08003", "08006", "25006", "25P03", "26000", "40001", "40P01", "53000", "53100", "53200",
                "53300", "55P03", "57014", "57P01", "57P02", "57P03", "57P04", "57P05", "58000", "58030"
            })
    void whatPassesIsToldAsSuch(String state) {
        assertEquals(
                ProblemType.SERVICE_UNAVAILABLE,
                Problems.of(failure(failing(state, "it passes"))).type());
    }

    @Test
    void aWorkerThatCitusLostIsToldAsSuchAndAnInternalErrorIsNot() {
        Throwable lost = failure(failing("XX000", "failure on connection marked as essential: worker:5432"));
        assertEquals(ProblemType.SERVICE_UNAVAILABLE, Problems.of(lost).type());
        Throwable internal = failure(failing("XX000", "cache lookup failed"));
        assertEquals(ProblemType.INTERNAL_ERROR, Problems.of(internal).type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"25006", "25P03", "57P01", "57P02", "57P03", "57P05"})
    void aConnectionThatSaysThatItsServerIsOfNoUseIsNotUsedAgain(String state) {
        var connection = pool.getConnection().await().atMost(SOON);
        int process = connection
                .query("SELECT pg_backend_pid()")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
                .await()
                .atMost(SOON);
        failure(connection.preparedQuery("SELECT faults.fail($1, 'gone')").execute(Tuple.of(state)));
        Database.await(0, "SELECT count(*) FROM pg_stat_activity WHERE pid = ?", process);
        connection.close().onFailure().recoverWithNull().await().atMost(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P05", "25P03"})
    void aReadOfHibernatesIsNotAnsweredWithNothing(String state) {
        Throwable failure = assertThrows(
                Throwable.class,
                () -> VertxContextSupport.subscribeAndAwait(() -> sessions.withSession(session ->
                        session.createNativeQuery("SELECT faults.fail('" + state + "', 'terminating connection')")
                                .getResultList())));
        assertEquals(ProblemType.SERVICE_UNAVAILABLE, Problems.of(failure).type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P05", "25P03"})
    void aWriteThatWasTakenBackIsNotAnsweredAsDone(String state) {
        Api api = Api.newMerchant();
        trigger("CREATE TRIGGER %s BEFORE INSERT ON orders", api, state);
        notDone(api, "/v1/orders", Api.orderOf(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P05", "25P03"})
    void aWriteThatFailsAsItCommitsIsNotAnsweredAsDone(String state) {
        Api api = Api.newMerchant();
        trigger("CREATE CONSTRAINT TRIGGER %s AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED", api, state);
        notDone(api, "/v1/orders", Api.orderOf(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P05", "25P03"})
    void aTransactionWhoseCommitFailsIsNotAnsweredAsDone(String state) {
        Api api = Api.newMerchant();
        String order = api.order(100);
        trigger("CREATE CONSTRAINT TRIGGER %s AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED", api, state);
        notDone(api, "/v1/orders/" + order + "/cancel", "{}");
    }

    private static void trigger(String definition, Api api, String state) {
        String name = "fault_" + api.merchant.toString().replace('-', '_');
        Database.update(
                (definition + " FOR EACH ROW WHEN (NEW.merchant_id = '%s') EXECUTE FUNCTION faults.fail_row('%s')")
                        .formatted(name, api.merchant, state));
    }

    private static void notDone(Api api, String path, String body) {
        String key = Api.newKey();
        Answer refused = api.post(path, key, body);
        assertEquals(503, refused.status(), refused::toString);
        assertEquals("service-unavailable", refused.problem());
        assertEquals("same-key", refused.text("retry"));
        assertNotNull(refused.header("Retry-After"));

        Database.update("DROP TRIGGER fault_%s ON orders"
                .formatted(api.merchant.toString().replace('-', '_')));
        Answer done = api.post(path, key, body);
        assertEquals(2, done.status() / 100, done::toString);
        assertNull(done.header("Idempotent-Replayed"), "nothing was kept of what was taken back");
    }
}
