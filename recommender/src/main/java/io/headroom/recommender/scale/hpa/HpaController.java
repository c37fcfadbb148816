package io.headroom.recommender.scale.hpa;

import io.headroom.recommender.scale.hpa.Decision.Cause;
import io.headroom.recommender.scale.hpa.Decision.Limit;
import io.headroom.recommender.scale.hpa.Normalization.Bounded;
import io.headroom.recommender.scale.hpa.Proposal.Invalid;
import io.headroom.recommender.scale.hpa.Proposal.Replicas;
import io.headroom.recommender.scale.hpa.ReplicaCalculator.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The controller of HorizontalPodAutoscalers, of which each look at an autoscaler is a function of
 * what it sees then and remembers from before ({@code horizontal.go}, as of Kubernetes 1.37). Of
 * workloads without replicas the minimum alone decides whether they are scaled: the condition
 * {@code ScaledToZero}, by which it starts only what it stopped itself, is left out.
 */
public final class HpaController {
    private final ControllerSettings settings;
    private final ReplicaCalculator calculator;

    public HpaController(ControllerSettings settings) {
        this.settings = settings;
        this.calculator = new ReplicaCalculator(settings);
    }

    /**
     * What the controller sees.
     *
     * @param specReplicas how many replicas the workload asks for
     * @param statusReplicas how many it has
     * @param readings one for each metric of the spec, in their order
     */
    public record Observation(
            int specReplicas,
            int statusReplicas,
            List<ObservedPod> pods,
            List<MetricReading> readings) {
        public Observation {
            pods = List.copyOf(pods);
            readings = List.copyOf(readings);
        }
    }

    /**
     * Looks at an autoscaler once.
     *
     * @param memory what the look before left; of the first one {@link ControllerMemory#NONE}
     */
    public Decision reconcile(
            HpaSpec spec, Observation seen, ControllerMemory memory, Instant now) {
        int current = seen.specReplicas();
        ControllerMemory known =
                memory.proposals().isEmpty()
                        ? memory.withProposal(current, now, Instant.MIN)
                        : memory;
        if (current == 0 && spec.minReplicas() != 0) {
            return new Decision(0, Cause.SCALING_DISABLED, Limit.NONE, List.of(), known);
        }
        if (current > spec.maxReplicas()) {
            return moved(spec, current, spec.maxReplicas(), Cause.ABOVE_MAX, List.of(), known, now);
        }
        if (current < spec.minReplicas()) {
            return moved(spec, current, spec.minReplicas(), Cause.BELOW_MIN, List.of(), known, now);
        }
        List<Proposal> proposals = proposals(spec, seen, now);
        int proposed =
                proposals.stream()
                        .mapToInt(proposal ->
                                proposal instanceof Replicas(int replicas, _) ? replicas : 0)
                        .max()
                        .orElse(0);
        long invalid = proposals.stream().filter(Invalid.class::isInstance).count();
        if (invalid == proposals.size() || (invalid > 0 && proposed < current)) {
            return new Decision(current, Cause.FAILED_GET_METRIC, Limit.NONE, proposals, known);
        }
        return normalized(spec, current, proposed, proposals, known, now);
    }

    private List<Proposal> proposals(HpaSpec spec, Observation seen, Instant now) {
        if (seen.readings().size() != spec.metrics().size()) {
            throw new IllegalArgumentException(
                    spec.metrics().size()
                            + " metrics take as many readings, not "
                            + seen.readings().size());
        }
        Scale scale = new Scale(seen.specReplicas(), seen.statusReplicas(), seen.pods());
        Tolerances tolerances = Tolerances.of(spec.behavior(), settings);
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < spec.metrics().size(); i++) {
            proposals.add(
                    calculator.propose(
                            spec.metrics().get(i), seen.readings().get(i), scale, tolerances, now));
        }
        return proposals;
    }

    private Decision normalized(
            HpaSpec spec,
            int current,
            int proposed,
            List<Proposal> proposals,
            ControllerMemory memory,
            Instant now) {
        Behavior behavior = spec.behavior();
        Duration up = Duration.ZERO;
        Duration down = settings.downscaleStabilization();
        int steady;
        if (behavior == null) {
            steady = Normalization.stabilized(memory.proposals(), proposed, down, now);
        } else {
            up = window(behavior.scaleUp(), up);
            down = window(behavior.scaleDown(), down);
            steady = Normalization.stabilized(memory.proposals(), current, proposed, up, down, now);
        }
        Instant oldest = now.minus(up.compareTo(down) > 0 ? up : down);
        ControllerMemory remembered = memory.withProposal(proposed, now, oldest);
        Bounded bounded =
                behavior == null
                        ? Normalization.bounded(
                                current, steady, spec.minReplicas(), spec.maxReplicas())
                        : Normalization.bounded(current, steady, spec, behavior, memory, now);
        Cause cause =
                steady == proposed
                        ? Cause.READY_FOR_NEW_SCALE
                        : behavior != null && proposed >= current
                                ? Cause.SCALE_UP_STABILIZED
                                : Cause.SCALE_DOWN_STABILIZED;
        Decision decision =
                moved(spec, current, bounded.replicas(), cause, proposals, remembered, now);
        return new Decision(
                decision.replicas(),
                cause,
                bounded.limit(),
                decision.proposals(),
                decision.memory());
    }

    private static Duration window(ScalingRules rules, Duration otherwise) {
        Duration own = rules.stabilizationWindow();
        return own == null ? otherwise : own;
    }

    private static Decision moved(
            HpaSpec spec,
            int from,
            int to,
            Cause cause,
            List<Proposal> proposals,
            ControllerMemory memory,
            Instant now) {
        Behavior behavior = spec.behavior();
        // without behavior nothing asks for what it did
        ControllerMemory after =
                to == from || behavior == null ? memory : memory.withMove(from, to, now, behavior);
        return new Decision(to, cause, Limit.NONE, proposals, after);
    }
}
