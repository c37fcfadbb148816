package io.headroom.recommender.scale.replay;

import java.time.Duration;

/**
 * What each pod comes to in a metric that does not depend on how many of them there are, such as
 * the memory of most.
 *
 * @param amounts in the metric's unit, with the windows of the demand
 * @param request what a pod requests of it, which a utilization is counted in
 */
public record EachPod(Demand amounts, double request) {
    /** The same with shorter windows: in each as in the one that it is a part of. */
    public EachPod in(Demand shorter) {
        Demand.Builder all = Demand.withStep(Duration.ofSeconds(shorter.stepSeconds()));
        int of = 0;
        for (int i = 0; i < shorter.size(); i++) {
            while (amounts.end(of) < shorter.end(i)) {
                of++;
            }
            all.add(shorter.end(i), amounts.amount(of));
        }
        return new EachPod(all.build(), request);
    }
}
