package io.headroom.analyzer.usage;

/** What one reading said of a container's CPU, before it is known what rate that makes. */
sealed interface CpuPoint {
    /** The source's own time: what rates are computed by. */
    long atMillis();

    /** The time that counts everywhere else; another one where the source's clock is wrong. */
    long eventMillis();

    /** The time between two readings that was aimed at. */
    long intervalMillis();

    /** The node's CPU; 0 when not known. */
    long capacityMillicores();

    /**
     * CPU time used since the container's start.
     *
     * @param startedMillis when this instance started; {@link #UNKNOWN} when not known
     * @param throttledNanos how long it was held back by its limit since then, over all of its
     *     threads; {@link #UNKNOWN} likewise
     * @param waitingNanos how long any of its tasks waited for CPU since then; likewise
     */
    record Counter(
            long atMillis,
            long eventMillis,
            long intervalMillis,
            long capacityMillicores,
            long startedMillis,
            long coreNanos,
            long throttledNanos,
            long waitingNanos)
            implements CpuPoint {
        static final long UNKNOWN = Long.MIN_VALUE;

        /** One of which nothing is known but what it used. */
        Counter(
                long atMillis,
                long eventMillis,
                long intervalMillis,
                long capacityMillicores,
                long startedMillis,
                long coreNanos) {
            this(
                    atMillis,
                    eventMillis,
                    intervalMillis,
                    capacityMillicores,
                    startedMillis,
                    coreNanos,
                    UNKNOWN,
                    UNKNOWN);
        }

        boolean startKnown() {
            return startedMillis != UNKNOWN;
        }
    }

    /**
     * A rate that the source has computed itself, over the window that ends at its time.
     *
     * @param maxCores the most within the window; the mean again where no more than that is known
     */
    record Rate(
            long atMillis,
            long eventMillis,
            long intervalMillis,
            long capacityMillicores,
            long windowMillis,
            double cores,
            double maxCores)
            implements CpuPoint {

        public Rate {
            // over the same window no mean is more than the maximum: rounding, or another method
            maxCores = Math.max(cores, maxCores);
        }

        /** Whether the source has looked closer than the mean. */
        boolean maxKnown() {
            return maxCores > cores;
        }
    }
}
