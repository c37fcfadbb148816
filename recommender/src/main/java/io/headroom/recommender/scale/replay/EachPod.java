package io.headroom.recommender.scale.replay;

/**
 * What each pod comes to in a metric that does not depend on how many of them there are, such as
 * the memory of most.
 *
 * @param amounts in the metric's unit, with the windows of the demand
 * @param request what a pod requests of it, which a utilization is counted in
 */
public record EachPod(Demand amounts, double request) {}
