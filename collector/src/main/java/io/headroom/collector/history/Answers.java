package io.headroom.collector.history;

/**
 * What Prometheus said of one chunk.
 *
 * @param usage what was used, by window
 * @param pods who owned it, by hour
 * @param containers what they asked for, by hour
 */
record Answers(Usage usage, Pods pods, Containers containers) {

    /** Mean and highest cores, highest working set in bytes; and whether pods were Ready. */
    record Usage(Matrix cpuMean, Matrix cpuMax, Matrix memoryMax, Matrix ready) {}

    /** See {@link Queries}. */
    record Pods(Matrix info, Matrix owners, Matrix created, Matrix replicaSets, Matrix jobs) {}

    /** See {@link Queries}. */
    record Containers(Matrix apps, Matrix inits, Matrix requests, Matrix limits) {}
}
