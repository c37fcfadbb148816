package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.Set;

/**
 * What becomes of one workload.
 *
 * @param now what its pods have
 * @param then what they are to have, all of them at their most but none of a surge
 * @param unavailable how many of its pods a rollout may end before new ones are there
 */
record Change(Grant now, Grant then, int unavailable) {
    /** What ends by itself, and is not rolled out. */
    private static final Set<String> RUNS = Set.of("Job.batch", "CronJob.batch");

    WorkloadRef workload() {
        return then.claim().workload();
    }

    /** Whether its pods have other sizes then. */
    boolean isOne() {
        return isOne(now, then);
    }

    /** Whether pods go from these sizes to others. */
    static boolean isOne(Grant now, Grant then) {
        return (now.pods() > 0 || then.pods() > 0)
                && !(now.cpu().equals(then.cpu()) && now.memory().equals(then.memory()));
    }

    boolean isNextRun() {
        return RUNS.contains(workload().qualifiedKind());
    }

    /** Its pods of now, with one resource as it is to be then. */
    Grant with(Grant at, Kind kind) {
        return at.with(kind, then.given(kind));
    }

    /** Its pods of now, as they are to be then. */
    Grant inPlace() {
        return then.with(now.pods());
    }

    /** The most that a line counts of it while it rolls out with all of its surge. */
    long whileRollingOut(QuotaLine line, Grant from) {
        return line.onTheWay(from, then, then.claim().surge());
    }

    /**
     * What a line has to have room for so that its rollout gets on all the same where pods of its
     * surge are refused: its controller ends as many old pods as may be unavailable of those that
     * it should have, at most, whether or not new ones come, and one more for each new one that is
     * Ready. So there is always room for another new pod when there is for the first one, beside
     * all that have to stay, and for the last.
     */
    long whileRollingOutSlowly(QuotaLine line, Grant from) {
        long old = from.perPod(line.resource());
        long next = then.perPod(line.resource());
        int pods = Math.max(from.pods(), then.pods());
        int available = Math.max(pods - unavailable, 0);
        int staying = Math.min(from.pods(), available);
        long first = staying * old + (available - staying + 1) * next;
        long last = Math.max(1 - unavailable, 0) * old + then.pods() * next;
        return Math.max(Math.max(first, last), line.charge(then));
    }
}
