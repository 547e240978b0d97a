package dev.payonce.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a resource's method answers whose signature does not show it, for the OpenAPI document. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Returns {

    Class<?> value();

    /** The statuses that it is answered with; a replay's 200 goes without saying. */
    int[] status();
}
