package dev.payonce.api;

import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads one kind of rows. No query can leave out whose rows it is about: another merchant's are as if they were not there.
 *
 * @param <E> the entity, which has a {@code merchantId} and an {@code id}
 * @param <V> what callers see of it
 */
public abstract class MerchantRows<E, V> implements PanacheRepositoryBase<E, UUID> {

    /** What callers see of a row. */
    protected abstract V view(E entity);

    /** The merchant's row of that id, or null. */
    @WithSession
    public Uni<V> byId(UUID merchant, UUID id) {
        return one(merchant, "id = ?2", id);
    }

    /** The merchant's row that fulfils the condition, or null. Its parameters begin at {@code ?2}. */
    protected Uni<V> one(UUID merchant, String condition, Object... values) {
        return of(merchant, condition, values)
                .firstResult()
                .onItem()
                .ifNotNull()
                .transform(this::view);
    }

    /** As many as a page has and one more, which only tells that there are more. */
    protected Uni<List<E>> some(UUID merchant, Cursor cursor, String condition, Object... values) {
        return of(merchant, condition, values).range(0, cursor.limit()).list();
    }

    private PanacheQuery<E> of(UUID merchant, String condition, Object... values) {
        return find(
                "merchantId = ?1 and " + condition,
                Stream.concat(Stream.of(merchant), Stream.of(values)).toArray());
    }
}
