package io.headroom.recommender.scale.joint;

/** Reads what a pod should request from what it used. */
@FunctionalInterface
public interface PodSizing {

    /**
     * The request for the next while.
     *
     * @param usage cores of a pod, window by window
     * @return cores, above zero
     */
    double request(double[] usage);
}
