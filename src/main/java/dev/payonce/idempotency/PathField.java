package dev.payonce.idempotency;

/**
 * An id in the path of an operation; it always counts.
 *
 * @param name as it is told to callers, for instance {@code order}
 * @param type of its values, one of those that have a canonical form, for instance {@code UUID.class}
 * @param reason why another value is another operation
 */
public record PathField(String name, Class<?> type, String reason) {

    Field field() {
        return new Field(name, true, reason);
    }
}
