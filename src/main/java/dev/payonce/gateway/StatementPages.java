package dev.payonce.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * Reads the statement page by page, the next one when the last is consumed: memory is bounded by a page, however long the
 * statement. The cursor is the last reference seen, and references must rise strictly, so that a gateway that pages in
 * circles ends the reading instead of keeping it busy for ever.
 */
final class StatementPages {
    private static final int PAGE = 500;

    /** Far above what 500 honest entries take (about 150 KiB). */
    private static final int PAGE_BOUND = 1024 * 1024;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final UUID account;
    private final Instant from;
    private final Instant to;
    private final BiFunction<String, Integer, Uni<Exchange>> get;

    StatementPages(UUID account, Instant from, Instant to, BiFunction<String, Integer, Uni<Exchange>> get) {
        this.account = account;
        this.from = from;
        this.to = to;
        this.get = get;
    }

    Multi<StatementEntry> entries() {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(BEFORE_ALL), this::next)
                .whilst(page -> page.nextCursor() != null)
                .concatMap(page -> Multi.createFrom().iterable(page.entries()));
    }

    private Uni<GatewayJson.Page> next(AtomicReference<UUID> last) {
        String path =
                "/statement?account=" + account + "&from=" + encoded(from) + "&to=" + encoded(to) + "&limit=" + PAGE;
        String cursor = last.get().equals(BEFORE_ALL) ? "" : "&cursor=" + last.get();
        return get.apply(path + cursor, PAGE_BOUND).map(exchange -> {
            GatewayJson.Page page = read(exchange);
            last.set(ascending(page, last.get()));
            return page;
        });
    }

    private static GatewayJson.Page read(Exchange exchange) {
        if (exchange instanceof Exchange.NotSent notSent) {
            throw new StatementUnavailableException(notSent.why());
        }
        if (exchange instanceof Exchange.Broken broken) {
            throw new StatementUnavailableException(broken.why());
        }
        Exchange.Answered answered = (Exchange.Answered) exchange;
        if (answered.status() != 200) {
            throw new StatementUnavailableException("answered " + answered.status());
        }
        Optional<GatewayJson.Page> page = GatewayJson.read(answered.body(), GatewayJson.Page.class);
        return page.filter(p -> p.entries() != null)
                .orElseThrow(() -> new StatementUnavailableException("a page is not valid JSON of the expected shape"));
    }

    /** The last reference of the page, or what it was where the page is empty. */
    private static UUID ascending(GatewayJson.Page page, UUID before) {
        UUID last = before;
        for (StatementEntry entry : page.entries()) {
            if (entry == null || entry.reference() == null || entry.type() == null || entry.currency() == null) {
                throw new StatementUnavailableException("an entry is incomplete");
            }
            if (StatementEntry.REFERENCE_ORDER.compare(entry.reference(), last) <= 0) {
                throw new StatementUnavailableException("the entries are not in the order of their references");
            }
            last = entry.reference();
        }
        boolean goesOn = page.nextCursor() != null;
        if (goesOn && (page.entries().isEmpty() || !page.nextCursor().equals(last.toString()))) {
            throw new StatementUnavailableException("a page goes on, but not from its last reference");
        }
        return last;
    }

    private static String encoded(Instant instant) {
        return URLEncoder.encode(instant.toString(), StandardCharsets.UTF_8);
    }
}
