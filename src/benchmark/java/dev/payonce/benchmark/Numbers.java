package dev.payonce.benchmark;

/** Hands out the numbers of seeded orders, each once. */
final class Numbers {

    private final int last;
    private long next = 1;

    Numbers(int last) {
        this.last = last;
    }

    void reset() {
        next = 1;
    }

    long next() {
        if (next > last) {
            throw new AssertionError("all " + last + " seeded orders are paid: raise benchmark.seeded");
        }
        return next++;
    }
}
