package dev.payonce.notice;

import dev.payonce.gateway.GatewayNotice;
import dev.payonce.idempotency.Notified;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Takes each notice once, and settles what it is about. */
@ApplicationScoped
class Notices {

    private final NoticeStore store;
    private final Notified notified;
    private final MeterRegistry meters;

    Notices(NoticeStore store, Notified notified, MeterRegistry meters) {
        this.store = store;
        this.notified = notified;
        this.meters = meters;
        List.of("taken", "ignored", "returned").forEach(this::counter);
    }

    private Counter counter(String outcome) {
        return meters.counter("gateway.notices", "outcome", outcome);
    }

    /**
     * Takes a notice of the gateway's: whether there is nothing left to do about it. False if the gateway could not say; the
     * id is free again then. Of a process that dies in between, the id stays taken, and the operation is recovery's.
     */
    Uni<Boolean> take(String id, GatewayNotice notice) {
        // Without an account it is nobody's of ours: there is no merchant to look for the reference by.
        if (notice.account() == null) {
            return ignored();
        }
        return store.take(notice, id).chain(taken -> taken ? settle(id, notice) : ignored());
    }

    private Uni<Boolean> ignored() {
        return counted("ignored", true);
    }

    private Uni<Boolean> settle(String id, GatewayNotice notice) {
        return notified.settle(notice.account(), notice.reference())
                .onFailure()
                .call(failure -> store.giveBack(notice, id))
                .chain(done -> done
                        ? counted("taken", true)
                        : store.giveBack(notice, id).chain(() -> counted("returned", false)));
    }

    private Uni<Boolean> counted(String outcome, boolean done) {
        counter(outcome).increment();
        return Uni.createFrom().item(done);
    }
}
