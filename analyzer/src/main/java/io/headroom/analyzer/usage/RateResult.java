package io.headroom.analyzer.usage;

/** What became of one point of CPU. */
sealed interface RateResult {
    /** The value of the {@code result} label of metrics. */
    String label();

    /** Whether the next point's rate is to be computed from this one. */
    boolean advances();

    /**
     * The mean number of cores in use since the point before.
     *
     * @param hottestCores the most in that time as far as the source tells; else the mean
     * @param gap whether that was so long ago that the mean may hide peaks
     * @param overMillis how long ago that was
     * @param heldBackCores how much more would have been used without waiting; {@code NaN} where
     *     the source does not tell
     */
    record Sample(
            long eventMillis,
            double cores,
            double hottestCores,
            boolean gap,
            long overMillis,
            double heldBackCores)
            implements RateResult {
        @Override
        public String label() {
            return "accepted";
        }

        @Override
        public boolean advances() {
            return true;
        }
    }

    /** There is nothing yet to compare it with. */
    record Waiting() implements RateResult {
        @Override
        public String label() {
            return "waiting";
        }

        @Override
        public boolean advances() {
            return true;
        }
    }

    /** It is known already. */
    record Duplicate() implements RateResult {
        @Override
        public String label() {
            return "duplicate";
        }

        @Override
        public boolean advances() {
            return false;
        }
    }

    /** It is older than one that was already used. */
    record Late() implements RateResult {
        @Override
        public String label() {
            return "late";
        }

        @Override
        public boolean advances() {
            return false;
        }
    }

    /** The counter fell within one instance of the container. */
    record Reset(Reason reason) implements RateResult {
        @Override
        public String label() {
            return "reset";
        }

        @Override
        public boolean advances() {
            return true;
        }

        /** What is known of a counter's fall. */
        enum Reason {
            /** The instance is the same, by its start time. */
            UNEXPLAINED("unexplained"),
            /** Without a start time it may have been a restart. */
            NO_START_TIME("no_start_time");

            private final String label;

            Reason(String label) {
                this.label = label;
            }

            String label() {
                return label;
            }
        }
    }

    /** More than the node can give. */
    record Implausible() implements RateResult {
        @Override
        public String label() {
            return "implausible";
        }

        @Override
        public boolean advances() {
            return true;
        }
    }

    /** It is of an older instance than the one before: two series under one name. */
    record StaleInstance() implements RateResult {
        @Override
        public String label() {
            return "invalid";
        }

        @Override
        public boolean advances() {
            return false;
        }
    }
}
