package dev.payonce.api;

/** A part of the API that is there only where a setting says so; elsewhere its paths are as if nothing were there. */
public interface OptionalPart {

    /** What its paths begin with. */
    String root();

    /** Whether it is there. */
    boolean isThere();
}
