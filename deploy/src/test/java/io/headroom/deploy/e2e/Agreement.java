package io.headroom.deploy.e2e;

import io.headroom.deploy.e2e.SeenWorkloads.Seen;
import io.headroom.recommender.scale.hpa.ControllerMemory;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.Decision;
import io.headroom.recommender.scale.hpa.HpaController;
import io.headroom.recommender.scale.hpa.HpaController.Observation;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the controller of the cluster did with one autoscaler, beside what ours would have done with
 * the same samples, look for look.
 *
 * @param looks how often it looked
 * @param moves how often it changed the number of replicas
 * @param late moves that ours made one look earlier or later
 * @param apart where they did not agree even so, in words
 */
record Agreement(String name, int looks, int moves, int late, List<String> apart) {
    Agreement {
        apart = List.copyOf(apart);
    }

    /**
     * One look.
     *
     * @param before how many replicas there were to be
     * @param after how many the controller then asked for
     * @param ours what ours would have asked for: with the samples that were there just before the
     *     look and, where others came within the moment, with those too
     * @param seen what the controller saw, of the two where it was one of two
     */
    record Look(Instant at, int before, int after, Set<Integer> ours, Seen seen) {
        boolean agrees() {
            return ours.contains(after);
        }
    }

    static Agreement of(ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        List<Look> looks = looks(workload, times, seen);
        int moves = 0;
        int late = 0;
        List<String> apart = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            if (look.after() != look.before()) {
                moves++;
            }
            if (look.agrees()) {
                continue;
            }
            boolean earlier =
                    look.after() != look.before()
                            && i > 0
                            && looks.get(i - 1).ours().contains(look.after());
            boolean later =
                    look.after() == look.before()
                            && i + 1 < looks.size()
                            && look.ours().contains(looks.get(i + 1).after());
            if (earlier || later) {
                late++;
            } else {
                apart.add(
                        "at %s the controller went from %d to %d, and ours to %s"
                                .formatted(look.at(), look.before(), look.after(), look.ours()));
            }
        }
        return new Agreement(workload.name(), looks.size(), moves, late, apart);
    }

    /** Which way the controller of the cluster went. */
    static Course real(ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        List<Look> looks = looks(workload, times, seen);
        List<Integer> replicas = new ArrayList<>(List.of(looks.getFirst().before()));
        looks.forEach(look -> replicas.add(look.after()));
        return new Course(replicas);
    }

    /**
     * Which way ours goes by the same samples when it is left to itself from the first look on: it
     * has the replicas that it asked for, and remembers what it did.
     */
    static Course alone(ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        List<Look> looks = looks(workload, times, seen);
        HpaController controller = new HpaController(ControllerSettings.DEFAULT);
        ControllerMemory memory = ControllerMemory.NONE;
        int current = looks.getFirst().before();
        List<Integer> replicas = new ArrayList<>(List.of(current));
        for (Look look : looks) {
            Decision decision =
                    controller.reconcile(
                            workload.spec(),
                            observation(workload.spec(), look.seen().with(current)),
                            memory,
                            look.at());
            memory = decision.memory();
            current = decision.replicas();
            replicas.add(current);
        }
        return new Course(replicas);
    }

    static List<Look> looks(
            ScaledWorkload workload, List<Instant> times, List<SeenWorkloads> seen) {
        HpaController controller = new HpaController(ControllerSettings.DEFAULT);
        ControllerMemory memory = ControllerMemory.NONE;
        List<Look> looks = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            Instant at = times.get(i);
            Seen before = lastUntil(seen, at, workload.name());
            Seen later = firstFrom(seen, at, workload.name());
            Seen after =
                    i + 1 < times.size()
                            ? lastUntil(seen, times.get(i + 1), workload.name())
                            : seen.getLast().workloads().get(workload.name());
            if (before == null || later == null || after == null) {
                continue;
            }
            Decision decision =
                    controller.reconcile(
                            workload.spec(), observation(workload.spec(), before), memory, at);
            Set<Integer> ours = new LinkedHashSet<>();
            ours.add(decision.replicas());
            Seen chosen = before;
            if (!later.metrics().equals(before.metrics())) {
                Decision other =
                        controller.reconcile(
                                workload.spec(),
                                observation(workload.spec(), before.withMetrics(later.metrics())),
                                memory,
                                at);
                ours.add(other.replicas());
                if (other.replicas() == after.specReplicas()) {
                    decision = other;
                    chosen = before.withMetrics(later.metrics());
                }
            }
            memory = decision.memory();
            looks.add(new Look(at, before.specReplicas(), after.specReplicas(), ours, chosen));
        }
        return looks;
    }

    private static @Nullable Seen lastUntil(List<SeenWorkloads> seen, Instant at, String name) {
        return seen.stream()
                .filter(each -> !each.to().isAfter(at))
                .reduce((_, later) -> later)
                .map(each -> each.workloads().get(name))
                .orElse(null);
    }

    private static @Nullable Seen firstFrom(List<SeenWorkloads> seen, Instant at, String name) {
        return seen.stream()
                .filter(each -> !each.from().isBefore(at))
                .findFirst()
                .map(each -> each.workloads().get(name))
                .orElse(null);
    }

    private static Observation observation(HpaSpec spec, Seen seen) {
        return new Observation(
                seen.specReplicas(),
                seen.statusReplicas(),
                seen.pods(),
                spec.metrics().stream().map(metric -> reading(metric, seen)).toList());
    }

    private static MetricReading reading(HpaMetric metric, Seen seen) {
        return new MetricReading.PerPod(seen.of(metric.name()));
    }
}
