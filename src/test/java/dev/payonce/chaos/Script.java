package dev.payonce.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * All that chance decides in a run, as a function of the seed and of nothing that happens meanwhile: the same seed gives
 * the same customers, the same kills and the same network. How threads and processes interleave is never the same.
 */
record Script(long seed) {

    /** The contract's, all of them. */
    static final List<String> METHODS = List.of(
            "pm_ok",
            "pm_slow",
            "pm_declined",
            "pm_insufficient_funds",
            "pm_timeout_charged",
            "pm_timeout_uncharged",
            "pm_unavailable",
            "pm_flaky",
            "pm_garbled",
            "pm_refund_refused",
            "pm_refund_timeout_executed",
            "pm_refund_timeout_unexecuted");

    /** After this many stories of each of six customers every payment method and every operation has had its turn. */
    static final int STORIES_AT_LEAST = 2;

    /** How far a machine's clock may be off: wrong by days, either way, and by another amount after each start. */
    private static final int MOST_HOURS_OFF = 72;

    private static final int EVERY_THIRD = 3;
    private static final int EVERY_FIFTH = 5;
    private static final int EVERY_TENTH = 10;

    /** How an intent is sent: twice at the same time, and once more when it is decided. */
    record Sending(boolean twiceAtOnce, boolean againLater) {}

    /** What a customer wants: an order, perhaps cancelled at once, then paid; then some money back, some passed on. */
    record Story(
            long amount,
            boolean cancels,
            String method,
            boolean refunds,
            boolean refundsAll,
            boolean transfers,
            boolean wantsReceipt,
            List<Sending> sendings) {}

    /**
     * What dies after which pause, how wrong its clock is when it comes back, and what dies with it. Where {@code freeze} is
     * not zero, the instance first stands still for so long, longer than a lease, and goes on as if nothing had been. So does
     * PostgreSQL for {@code postgresFrozen}, and for {@code swallowed} the network to it lets nothing through: both for
     * longer than a request may take.
     */
    record Kill(
            Duration pause,
            int instance,
            Duration freeze,
            Duration clockOffset,
            boolean gateway,
            boolean postgres,
            Duration withoutPostgres,
            Duration postgresFrozen,
            Duration swallowed) {}

    Story story(int customer, int number) {
        Random random = random(1 + customer, number);
        long amount = 100 + random.nextInt(10_000);
        String method = method(customer, number);
        boolean first = number == 0;
        boolean refunds = method.startsWith("pm_refund") || method.equals("pm_slow") || random.nextBoolean();
        var sendings = new ArrayList<Sending>();
        for (int i = 0; i < 5; i++) {
            sendings.add(new Sending(random.nextInt(6) == 0, random.nextInt(6) == 0));
        }
        return new Story(
                amount,
                // Not the first: an order that is cancelled is not paid, and every method is to be tried.
                !first && random.nextInt(8) == 0,
                method,
                refunds,
                random.nextBoolean(),
                first || random.nextInt(3) == 0,
                first || random.nextInt(4) == 0,
                List.copyOf(sendings));
    }

    /** The methods in a shuffled round, each customer from another place on; every third time one that just works. */
    private String method(int customer, int number) {
        if (number % 3 == 2) {
            return "pm_ok";
        }
        var round = new ArrayList<>(METHODS);
        Collections.shuffle(round, random(0, 0));
        return round.get((2 * customer + number - number / 3) % round.size());
    }

    Kill kill(int number, int instances, int kills) {
        Random random = random(1000, number);
        return new Kill(
                Duration.ofMillis(1000 + random.nextInt(2500)),
                random.nextInt(instances),
                number % EVERY_THIRD == 0 ? Duration.ofMillis(2200 + random.nextInt(2000)) : Duration.ZERO,
                Duration.ofMinutes(60L * random.nextInt(2 * MOST_HOURS_OFF) - 60L * MOST_HOURS_OFF),
                number % EVERY_TENTH == 1,
                number % EVERY_TENTH == (Math.min(kills, EVERY_TENTH) + 1) / 2,
                Duration.ofMillis(random.nextInt(1500)),
                number % EVERY_FIFTH == 1 ? Duration.ofMillis(4000 + random.nextInt(2000)) : Duration.ZERO,
                number % EVERY_FIFTH == 3 ? Duration.ofMillis(4000 + random.nextInt(2000)) : Duration.ZERO);
    }

    /** The plans for the connections of one stretch of the network, in the order in which they are made. */
    Supplier<FaultyProxy.Plan> network(int stretch, double faults, Duration longestDelay) {
        return FaultyProxy.byChance(random(2000, stretch), faults, longestDelay);
    }

    /** A generator of its own for each thing, so that what one of them draws changes nothing for the others. */
    Random random(int thing, int number) {
        return new Random(seed * 1_000_003 + thing * 10_007L + number);
    }
}
