package dev.payonce.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One PostgreSQL, one gateway, the packaged application, and pgbench where there is one. */
final class Lab implements AutoCloseable {

    private final Settings settings;
    private final String name;
    private final boolean first;
    private final Postgres postgres;
    private final Server gateway;
    private final Stock stock;
    private final Optional<Pgbench> pgbench;
    private final long postgresPid;
    private Server server;

    private Lab(Settings settings, String name, Postgres postgres, Server gateway, boolean first) {
        this.name = name;
        this.first = first;
        this.settings = settings;
        this.postgres = postgres;
        this.gateway = gateway;
        this.stock = new Stock(postgres);
        this.pgbench = Pgbench.find(postgres);
        this.postgresPid = postgres.pid();
    }

    static Lab open(Settings settings) {
        return new Lab(settings, "application", Postgres.start(), Server.gateway(), true).ready();
    }

    /** Another database on the same server, with an application of its own. */
    Lab beside(String database) {
        return new Lab(settings, database, postgres.beside(database), gateway, false).ready();
    }

    private Lab ready() {
        restartServer();
        stock.makeMerchants();
        return this;
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
        server = Server.application(name, settings.jvm(), environment()).awaitReady();
        return server;
    }

    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", postgres.url());
        environment.put("DATABASE_USER", "postgres");
        environment.put("REDIS_URL", postgres.redisUrl());
        environment.put("PAYONCE_WEBHOOK_PRIVATE", "true");
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
        server.close();
        postgres.close();
        if (first) {
            gateway.close();
        }
    }
}
