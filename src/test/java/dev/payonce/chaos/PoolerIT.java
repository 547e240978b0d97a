package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Needed;
import dev.payonce.chaos.Shop.Decided;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Behind a PgBouncer that gives a session to somebody else after each transaction. */
class PoolerIT {

    private static final int SHOPS = 4;
    private static final int ROUNDS = 5;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** A session begun with what it refuses, a statement that another session has prepared, and one that has it already. */
    private static final Pattern POOLERS_FAULTS = Pattern.compile("\\((08P01|26000|42P05)\\)");

    private static Lab lab;
    private static PgBouncer pooler;

    @BeforeAll
    static void open() throws Exception {
        Path program = Needed.pgbouncer("The pooler");
        lab = Lab.open("pooler");
        String server = lab.servers().databaseUrl().replaceFirst("^.*//([^/]+)/.*$", "$1");
        pooler = PgBouncer.start(
                program, server, Path.of("target", "chaos", "pgbouncer.log").toFile());
    }

    @AfterAll
    static void close() {
        if (pooler != null) {
            pooler.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private static Instance instance(String name) {
        String direct = lab.environment().get("DATABASE_URL");
        return lab.keep(Instance.of("pooler-" + name, lab.environment())
                .with("DATABASE_URL", direct.replaceFirst(":\\d+/", ":" + pooler.port() + "/"))
                .with("PAYONCE_SIMULATOR", "true", "GATEWAY_TIMEOUT", "PT20S", "PAYONCE_LEASE", "PT30S"));
    }

    @Test
    void everythingWorksAsItDoesWithoutThePooler() throws Exception {
        Instance instance = instance("transaction").with("PAYONCE_POOLER", "transaction");
        Files.deleteIfExists(instance.log());
        Merchant merchant = lab.merchant(instance.start());
        ExecutorService shops = Executors.newFixedThreadPool(SHOPS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < SHOPS; i++) {
                Shop shop = new Shop("shop-" + i, instance.client(merchant.apiKey(), 3));
                work.add(() -> trade(shop));
            }
            for (Future<Void> done : shops.invokeAll(work)) {
                done.get();
            }
        } finally {
            shops.shutdownNow();
        }
        for (String path : List.of("/v1/orders", "/v1/orders?status=PAID", "/v1/operations", "/v1/balances")) {
            assertEquals(200, instance.get(path, merchant.apiKey()).statusCode());
        }
        var books = instance.get("/v1/reconciliation", merchant.apiKey());
        assertEquals("{\"matched\":" + 2 * SHOPS * ROUNDS + ",\"breaks\":[],\"truncated\":false}", books.body());
        String log = Files.readString(instance.log());
        assertFalse(POOLERS_FAULTS.matcher(log).find() || log.contains("connection pooler"), log);
    }

    private static Void trade(Shop shop) {
        for (int i = 0; i < ROUNDS; i++) {
            Decided payment = shop.paid(1000, "pm_ok");
            assertTrue(shop.decide(shop.refund(payment.id(), 300)).done());
            assertTrue(shop.decide(shop.transfer(100)).done());
        }
        return null;
    }

    @Test
    void withoutTheSettingTheStartSaysWhichThereAre() throws Exception {
        try (Instance instance = instance("unset")) {
            Files.deleteIfExists(instance.log());
            instance.launch();
            Await.until(
                    "it has said so; see " + instance.log(),
                    SOON,
                    () -> Files.readString(instance.log())
                            .startsWith("payonce: DATABASE_URL leads to a connection pooler."));
        }
    }
}
