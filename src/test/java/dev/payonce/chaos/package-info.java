/**
 * What becomes of the promises when everything dies: real processes of the packaged jar, a real PostgreSQL, a simulator in
 * a process of its own, and a network that cuts, delays and swallows.
 *
 * <p>{@link dev.payonce.chaos.Lab} is the room: servers, processes, merchants. {@link dev.payonce.chaos.Instance} is one
 * process that can be killed, frozen and started again. {@link dev.payonce.chaos.FaultyProxy} is the network. {@link
 * dev.payonce.chaos.Script} is what chance decides. {@link dev.payonce.chaos.History} is what the clients saw, and {@link
 * dev.payonce.chaos.HistoryChecker} judges it without knowing anything else; {@link dev.payonce.chaos.Books} compares the
 * books with what the gateway really moved; {@link dev.payonce.chaos.Judgement} puts all of it together. {@link
 * dev.payonce.chaos.BadReceiver} is a merchant's server, and {@link dev.payonce.chaos.Telling} compares what it has heard with
 * what happened. {@link dev.payonce.chaos.Watch} measures how long a request stays unanswered. {@link
 * dev.payonce.chaos.FailoverPair} is a database with a standby.
 *
 * <p>{@code ./mvnw verify} runs most of it, with three kills and a choice of the crash points; the long run, with thirty and with all
 * of them, with failover and lost answers, is
 *
 * <pre>{@code
 * ./mvnw -Pchaos verify [-Dchaos.kills=30] [-Dchaos.seed=<the seed that a run printed>]
 * }</pre>
 *
 * <p>Everything here is plain Java 17 and JUnit: no Quarkus, no container, no root.
 */
package dev.payonce.chaos;
