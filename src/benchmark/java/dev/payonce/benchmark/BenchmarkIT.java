package dev.payonce.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Measures the rows that {@code -Dbenchmark.only} names, or else those that belong to the form; see the package. There
 * are no thresholds here: what has to be true is that all contestants did the same durable work, which each row checks.
 */
class BenchmarkIT {

    private enum Form {
        ALWAYS,
        FULL,
        /** Only where it is named. */
        NAMED
    }

    private record Entry(String id, Form form, Supplier<Result> row) {
        boolean chosen(Settings settings) {
            return settings.measures(id, form == Form.ALWAYS || form == Form.FULL && settings.full());
        }
    }

    @Test
    void everyContestantDoesTheSameDurableWork() {
        Settings settings = Settings.read();
        try (Lab lab = Lab.open(settings)) {
            List<Entry> entries = entries(lab);
            var known = entries.stream().map(Entry::id).toList();
            assertTrue(known.containsAll(settings.only()), () -> "rows are " + known);
            assertTrue(
                    lab.pgbench().isPresent() || !settings.full() && System.getenv("CI") == null,
                    "pgbench is needed: it is among PostgreSQL's programs");
            var report = new Report(lab);
            for (Entry entry : entries) {
                if (entry.chosen(settings)) {
                    lab.beginRow();
                    report.keep(entry.row().get());
                }
            }
            System.out.println(report.write(known));
        }
    }

    private static List<Entry> entries(Lab lab) {
        var rows = new Rows(lab);
        var entries = new ArrayList<Entry>();
        entries.add(new Entry("orders", Form.ALWAYS, rows::orders));
        entries.add(new Entry("payments", Form.ALWAYS, rows::payments));
        entries.add(new Entry("replay", Form.ALWAYS, rows::replay));
        entries.add(new Entry("merchants", Form.FULL, rows::merchants));
        entries.add(new Entry("keyless", Form.FULL, rows::keyless));
        entries.add(new Entry("textbook-orders", Form.FULL, rows::textbookOrders));
        entries.add(new Entry("textbook-payments", Form.FULL, rows::textbookPayments));
        entries.add(new Entry("events", Form.FULL, rows::orderEvents));
        entries.add(new Entry("payment-events", Form.FULL, rows::paymentEvents));
        entries.add(new Entry("webhooks", Form.FULL, rows::webhooks));
        entries.add(new Entry("statements", Form.ALWAYS, new Counting(lab)::statements));
        entries.add(new Entry("checked", Form.FULL, rows::checked));
        entries.add(new Entry("hot", Form.FULL, rows::hot));
        entries.add(new Entry("latency", Form.FULL, rows::latency));
        entries.add(new Entry("start", Form.FULL, new Start(lab)::start));
        entries.add(new Entry("first-minute", Form.NAMED, new FirstMinute(lab)::firstMinute));
        var overload = new Overload(lab);
        entries.add(new Entry("overload", Form.FULL, overload::requests));
        entries.add(new Entry("overload-clients", Form.FULL, overload::clients));
        entries.add(new Entry("slow-clients", Form.FULL, overload::slowClients));
        entries.add(new Entry("millions", Form.NAMED, rows::millions));
        entries.add(new Entry("soak", Form.NAMED, new Soak(lab)::soak));
        entries.add(new Entry("locks", Form.NAMED, new Soak(lab)::underLocks));
        return entries;
    }
}
