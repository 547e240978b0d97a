/**
 * The benchmark: how much of PostgreSQL's speed payonce leaves, in ratios measured side by side. Real processes of the
 * packaged jar, a real PostgreSQL with {@code fsync} and {@code synchronous_commit} on, a gateway that answers at once from
 * a process of its own, and a load generator that costs little.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmark verify                                        # all rows but the four long ones
 * ./mvnw -Pbenchmark verify -Dbenchmark.only=millions,soak,locks,first-minute   # those
 * ./mvnw -Pbenchmark verify -Dbenchmark.only=orders,payments       # some rows
 * ./mvnw -Pbenchmark verify -Dbenchmark.only=start,first-minute
 * ./mvnw -Pbenchmark verify -Dbenchmark.only=orders -Dbenchmark.pairs=2 -Dbenchmark.seconds=5
 * ./mvnw -Pbenchmark verify -Dbenchmark.only=orders -Dbenchmark.profile=true   # with Java Flight Recorder
 * ./mvnw -Pbenchmark verify -Dbenchmark.page=true                  # puts the table and the drawing into docs/speed.md
 * }</pre>
 *
 * <p>Further settings are in {@link dev.payonce.benchmark.Settings}. Results, table, drawing, logs and recordings go to
 * {@code target/benchmark}; each row keeps its last result there, so the table is of all rows ever measured. {@code ./mvnw
 * verify} runs the short form: a second each, and nothing is asserted but that the contestants did the same work.
 *
 * <p>{@link dev.payonce.benchmark.Rows} says what is compared with what. {@link dev.payonce.benchmark.Comparison} measures
 * two {@link dev.payonce.benchmark.Contestant}s in turn, ABBA, each time on freshly seeded, vacuumed and analysed tables
 * after a checkpoint, and counts afterwards what they left behind. {@link dev.payonce.benchmark.Statements} and {@link
 * dev.payonce.benchmark.Pgbench} give pgbench the statements that the application was seen to execute. {@link
 * dev.payonce.benchmark.Load} is the load.
 */
package dev.payonce.benchmark;
