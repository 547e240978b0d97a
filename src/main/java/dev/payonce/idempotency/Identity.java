package dev.payonce.idempotency;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The field is part of what is meant: another value is another operation. The value says why. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Identity {
    /** The reason, for people. */
    String value();

    /** For a list: whether it is a multiset, whose order is noise. How often an element occurs always counts. */
    boolean unordered() default false;
}
