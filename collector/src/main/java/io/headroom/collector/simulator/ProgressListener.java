package io.headroom.collector.simulator;

/** Is told how far the history has come. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Called after each simulated day, and at the end.
     *
     * @param done the share of the history that is published, 0 to 1
     */
    void progress(double done);
}
