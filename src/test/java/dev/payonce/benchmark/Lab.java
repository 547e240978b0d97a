package dev.payonce.benchmark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One PostgreSQL, one gateway, the packaged application, and pgbench where there is one. */
final class Lab implements AutoCloseable {

    private final Settings settings;
    private final Postgres postgres;
    private final Server gateway;
    private final Stock stock;
    private final Optional<Pgbench> pgbench;
    private final long postgresPid;
    private Server server;

    private Lab(Settings settings, Postgres postgres, Server gateway) {
        this.settings = settings;
        this.postgres = postgres;
        this.gateway = gateway;
        this.stock = new Stock(postgres);
        this.pgbench = Pgbench.find(postgres);
        this.postgresPid = postgres.pid();
    }

    static Lab open(Settings settings) {
        Postgres postgres = Postgres.start();
        var lab = new Lab(settings, postgres, Server.gateway());
        lab.restartServer();
        lab.stock.makeMerchants();
        return lab;
    }

    /** Each row has a process of the application of its own. */
    void beginRow() {
        if (settings.full()) {
            restartServer();
        }
    }

    /** A fresh process of the application, ready. */
    Server restartServer() {
        if (server != null) {
            server.close();
        }
        server =
                Server.application("application", settings.jvm(), environment()).awaitReady();
        return server;
    }

    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", postgres.url());
        environment.put("DATABASE_USER", "postgres");
        environment.put("REDIS_URL", postgres.redisUrl());
        environment.put("GATEWAY_URL", "http://127.0.0.1:" + gateway.port() + "/gateway");
        return environment;
    }

    Settings settings() {
        return settings;
    }

    Postgres postgres() {
        return postgres;
    }

    Server server() {
        return server;
    }

    Server gateway() {
        return gateway;
    }

    Stock stock() {
        return stock;
    }

    Optional<Pgbench> pgbench() {
        return pgbench;
    }

    long postgresPid() {
        return postgresPid;
    }

    Load load() {
        return new Load(server.port());
    }

    @Override
    public void close() {
        for (AutoCloseable part : List.<AutoCloseable>of(server, gateway, postgres)) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
