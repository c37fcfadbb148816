package io.headroom.model.usage;

/** What usage can be at all: what is beyond is counted in another unit, or made up. */
public final class Plausible {
    /** No machine has more CPU. */
    public static final double MOST_CORES = 10_000;

    /** No machine has more memory: 100 TiB. */
    public static final double MOST_BYTES = 100L << 40;

    /**
     * No process fits into less: a container that never has more memory is counted in MiB or GiB.
     */
    public static final double LEAST_PEAK_BYTES = 64 << 10;

    private Plausible() {}
}
