package dev.payonce.benchmark;

/**
 * What everybody has used up to now.
 *
 * @param statements executed in the database, as {@code pg_stat_statements} counts
 * @param commits transactions that wrote something: each had to wait for the disk
 * @param wal bytes of the write-ahead log
 */
record Meter(double server, double postgres, double load, double gateway, long wal, long statements, long commits) {

    static Meter read(Lab lab) {
        Postgres postgres = lab.postgres();
        return new Meter(
                lab.server().proc().cpuMillis(),
                new Proc(lab.postgresPid()).cpuMillisOfTree(),
                Proc.self().cpuMillis(),
                lab.gateway().proc().cpuMillis(),
                postgres.number("SELECT /* meter */ (pg_current_wal_insert_lsn() - '0/0')::bigint"),
                postgres.number("""
                        SELECT /* meter */ coalesce(sum(calls), 0) FROM pg_stat_statements
                         WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                           AND query NOT LIKE '%/* meter */%'
                        """),
                postgres.number("SELECT /* meter */ pg_snapshot_xmax(pg_current_snapshot())::text::bigint"));
    }
}
