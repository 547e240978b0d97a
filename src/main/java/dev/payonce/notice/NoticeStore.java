package dev.payonce.notice;

import dev.payonce.gateway.GatewayNotice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** The ids of the notices that were taken ({@code V5__gateway_notices.sql}). */
@ApplicationScoped
class NoticeStore {

    private final Pool pool;
    private final NoticeConfig config;

    NoticeStore(Pool pool, NoticeConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Takes an id; false if it was taken before, or if the notice is about nothing of ours. */
    Uni<Boolean> take(GatewayNotice notice, String id) {
        return pool.preparedQuery("SELECT take_notice($1, $2, $3, $4)")
                .execute(Tuple.of(notice.account(), id, notice.reference(), (double)
                        config.kept().toSeconds()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** Frees an id that was taken in vain. */
    Uni<Void> giveBack(GatewayNotice notice, String id) {
        return pool.preparedQuery("SELECT return_notice($1, $2)")
                .execute(Tuple.of(notice.account(), id))
                .replaceWithVoid();
    }
}
