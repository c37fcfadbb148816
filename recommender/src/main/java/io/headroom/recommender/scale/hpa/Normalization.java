package io.headroom.recommender.scale.hpa;

import io.headroom.recommender.scale.hpa.ControllerMemory.Change;
import io.headroom.recommender.scale.hpa.Decision.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** What the controller makes of a proposal: steadied, and no faster than it may. */
final class Normalization {
    /** Without behavior a move up goes to twice as many, or to this many. */
    private static final int QUICK_START = 4;

    private Normalization() {}

    /** A number, and what kept it from being another. */
    record Bounded(int replicas, Limit limit) {}

    /** The highest proposal of the window; without behavior nothing holds a move up back. */
    static int stabilized(List<Change> proposals, int proposed, Duration window, Instant now) {
        return proposals.stream()
                .filter(proposal -> !proposal.at().isBefore(now.minus(window)))
                .mapToInt(Change::replicas)
                .reduce(proposed, Math::max);
    }

    /** What is there now, pulled between the lowest and the highest proposal of the windows. */
    static int stabilized(
            List<Change> proposals,
            int current,
            int proposed,
            Duration upWindow,
            Duration downWindow,
            Instant now) {
        int lowest = within(proposals, upWindow, now, proposed, Math::min);
        int highest = within(proposals, downWindow, now, proposed, Math::max);
        return Math.min(Math.max(current, lowest), highest);
    }

    private static int within(
            List<Change> proposals,
            Duration window,
            Instant now,
            int proposed,
            IntBinaryOperator select) {
        return proposals.stream()
                .filter(proposal -> proposal.at().isAfter(now.minus(window)))
                .mapToInt(Change::replicas)
                .reduce(proposed, select);
    }

    /** Without behavior. */
    static Bounded bounded(int current, int desired, int min, int max) {
        int fastest = Math.max(2 * current, QUICK_START);
        if (desired < min) {
            return new Bounded(min, Limit.TOO_FEW_REPLICAS);
        }
        if (desired > Math.min(max, fastest)) {
            return max > fastest
                    ? new Bounded(fastest, Limit.SCALE_UP_LIMIT)
                    : new Bounded(max, Limit.TOO_MANY_REPLICAS);
        }
        return new Bounded(desired, Limit.NONE);
    }

    static Bounded bounded(
            int current,
            int desired,
            HpaSpec spec,
            Behavior behavior,
            ControllerMemory memory,
            Instant now) {
        if (desired > current) {
            int fastest = Math.max(current, mostAllowed(current, behavior.scaleUp(), memory, now));
            int most = Math.min(spec.maxReplicas(), fastest);
            if (desired > most) {
                return new Bounded(
                        most,
                        spec.maxReplicas() > fastest
                                ? Limit.SCALE_UP_LIMIT
                                : Limit.TOO_MANY_REPLICAS);
            }
        } else if (desired < current) {
            int fastest =
                    Math.min(current, leastAllowed(current, behavior.scaleDown(), memory, now));
            int least = Math.max(spec.minReplicas(), fastest);
            if (desired < least) {
                return new Bounded(
                        least,
                        spec.minReplicas() < fastest
                                ? Limit.SCALE_DOWN_LIMIT
                                : Limit.TOO_FEW_REPLICAS);
            }
        }
        return new Bounded(desired, Limit.NONE);
    }

    private static int mostAllowed(
            int current, ScalingRules rules, ControllerMemory memory, Instant now) {
        return switch (rules.select()) {
            case DISABLED -> current;
            case MAX -> over(rules, current, memory, now, Normalization::up, Math::max);
            case MIN -> over(rules, current, memory, now, Normalization::up, Math::min);
        };
    }

    private static int leastAllowed(
            int current, ScalingRules rules, ControllerMemory memory, Instant now) {
        return switch (rules.select()) {
            case DISABLED -> current;
            case MAX -> over(rules, current, memory, now, Normalization::down, Math::min);
            case MIN -> over(rules, current, memory, now, Normalization::down, Math::max);
        };
    }

    @FunctionalInterface
    private interface Reach {
        int from(int atStart, ScalingPolicy policy);
    }

    private static int over(
            ScalingRules rules,
            int current,
            ControllerMemory memory,
            Instant now,
            Reach reach,
            IntBinaryOperator select) {
        return rules.policies().stream()
                .mapToInt(policy -> {
                    Instant cutoff = now.minus(policy.period());
                    int atStart =
                            current - moved(memory.ups(), cutoff) + moved(memory.downs(), cutoff);
                    return reach.from(atStart, policy);
                })
                .reduce(select)
                .orElse(current);
    }

    private static int moved(List<Change> moves, Instant cutoff) {
        return moves.stream()
                .filter(move -> move.at().isAfter(cutoff))
                .mapToInt(Change::replicas)
                .sum();
    }

    static int up(int atStart, ScalingPolicy policy) {
        return switch (policy.type()) {
            case PODS -> (int) Math.min(Integer.MAX_VALUE, (long) atStart + policy.value());
            // up, because otherwise a few percent of a few replicas never add one
            case PERCENT -> (int) Math.ceil(atStart * (1 + policy.value() / 100.0));
        };
    }

    static int down(int atStart, ScalingPolicy policy) {
        return switch (policy.type()) {
            case PODS -> atStart - policy.value();
            case PERCENT -> (int) (atStart * (1 - policy.value() / 100.0));
        };
    }
}
