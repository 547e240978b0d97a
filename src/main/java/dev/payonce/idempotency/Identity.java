package dev.payonce.idempotency;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field is part of what is meant: another value is another operation. The value says why.
 *
 * <p>A change of what counts is declared beside what counted before, since stored fingerprints are compared in the
 * version that they were made by. With 2 as the next version ({@link OperationKind#version}):
 *
 * <ul>
 *   <li>a new field, or noise that counts from now on: {@code @Identity(value = "why", since = 2)};
 *   <li>a field that is noise from now on: {@code @Identity(value = "why", until = 1) @Noise("why not any more")};
 *   <li>a list whose order is noise from now on: {@code @Identity(value = "why", until = 1)} and
 *       {@code @Identity(value = "why", since = 2, unordered = true)}.
 * </ul>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Repeatable(Identity.History.class)
public @interface Identity {

    /** The value of {@link #until} for a field that counts today. */
    int NOW = Integer.MAX_VALUE;

    /** The reason, for people. */
    String value();

    /** For a list: whether it is a multiset, whose order is noise. How often an element occurs always counts. */
    boolean unordered() default false;

    /** The first version in which the field counts like this. */
    int since() default 1;

    /** The last version in which the field counts like this. */
    int until() default NOW;

    /** What a field was declared as, version by version. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface History {
        Identity[] value();
    }
}
