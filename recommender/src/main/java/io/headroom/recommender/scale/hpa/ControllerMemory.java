package io.headroom.recommender.scale.hpa;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the controller remembers of one autoscaler. It is lost when the controller restarts.
 *
 * @param proposals what the metrics asked for
 * @param ups moves up, each with the pods that were added
 * @param downs moves down, each with the pods that were removed
 */
public record ControllerMemory(List<Change> proposals, List<Change> ups, List<Change> downs) {
    public static final ControllerMemory NONE =
            new ControllerMemory(List.of(), List.of(), List.of());

    /** A number of replicas, and when. */
    public record Change(int replicas, Instant at) {}

    public ControllerMemory {
        proposals = List.copyOf(proposals);
        ups = List.copyOf(ups);
        downs = List.copyOf(downs);
    }

    ControllerMemory withProposal(int replicas, Instant now, Instant oldest) {
        List<Change> kept = new ArrayList<>(proposals.size() + 1);
        proposals.stream().filter(proposal -> !proposal.at().isBefore(oldest)).forEach(kept::add);
        kept.add(new Change(replicas, now));
        return new ControllerMemory(kept, ups, downs);
    }

    ControllerMemory withMove(int from, int to, Instant now, Behavior behavior) {
        return to > from
                ? new ControllerMemory(
                        proposals,
                        with(ups, to - from, now, behavior.scaleUp().longestPeriod()),
                        downs)
                : new ControllerMemory(
                        proposals,
                        ups,
                        with(downs, from - to, now, behavior.scaleDown().longestPeriod()));
    }

    /**
     * As the controller does it: a new move takes the place of the last one that is too old for
     * every policy of its own direction, so that moves can be gone for those of the other one.
     */
    private static List<Change> with(
            List<Change> moves, int replicas, Instant now, Duration longest) {
        List<Change> changed = new ArrayList<>(moves);
        Change move = new Change(replicas, now);
        for (int i = moves.size() - 1; i >= 0; i--) {
            if (moves.get(i).at().isBefore(now.minus(longest))) {
                changed.set(i, move);
                return changed;
            }
        }
        changed.add(move);
        return changed;
    }
}
