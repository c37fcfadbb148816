package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pods that a workload has, each as it is, and what the next one is like.
 *
 * @param pods those that are there, and those that its controller is about to make
 * @param next what a pod is like that is made now, as its template says: a resize in place does not
 *     change that. One for each of the pods
 * @param desired how many its controller is asked for: of a rollout that is on its way fewer than
 *     there are, and more where some have no room
 * @param unavailable how many of them a rollout may end before new ones are there
 */
record Standing(List<Alike> pods, Grant next, int desired, int unavailable, Renewal renewal) {
    /** Whose controllers have a ReplicaSet for each template. */
    private static final Set<String> OF_REPLICA_SETS =
            Set.of("Deployment.apps", "Rollout.argoproj.io");

    Standing {
        pods = List.copyOf(pods);
    }

    /**
     * Pods that are alike.
     *
     * @param of what they have, and how many they are
     * @param charge what each counts for, by the quota's name for it; null where that is what
     *     follows from what they have
     * @param outside the quotas that do not count them, while they count the next one
     * @param place the most that each may request where it is
     */
    record Alike(Grant of, @Nullable Map<String, Long> charge, Set<String> outside, Place place) {
        Alike {
            charge = charge == null ? null : Map.copyOf(charge);
            outside = Set.copyOf(outside);
        }

        /** Pods that are yet to be made, wherever they come to be. */
        static Alike made(Grant pods) {
            return new Alike(pods, null, Set.of(), Place.of(pods));
        }

        Alike with(Grant given) {
            return new Alike(given, charge, outside, place);
        }

        /** Whether each may be resized in place to that. */
        boolean resizesTo(Grant then) {
            return Resize.isAccepted(of, then) && (of.gives(then) || place.holds(then));
        }

        /** What a line counts of each. */
        long perPod(QuotaLine line) {
            if (outside.contains(line.quota())) {
                return 0;
            }
            return perPod(line.resource());
        }

        /** What each counts for, be there a quota or not. */
        long perPod(String resource) {
            return charge == null ? of.perPod(resource) : charge.getOrDefault(resource, 0L);
        }
    }

    /** Pods that are all as their template says. */
    static Standing of(Grant pods, int unavailable, Renewal renewal) {
        return new Standing(
                List.of(new Alike(pods, null, Set.of(), Place.ANY)),
                pods,
                pods.pods(),
                unavailable,
                renewal);
    }

    int count() {
        return next.pods();
    }

    /**
     * How many its controller asks for in vain; whoever's template does not count asks for none.
     */
    int missing() {
        return renewal.replaces() ? Math.max(desired - count(), 0) : 0;
    }

    /** What those are like that its controller is about to make, or no less. */
    Grant coming() {
        return scalesInProportion() ? most() : next;
    }

    /** Whether some of them are larger than others. */
    boolean isMixed() {
        return pods.stream().filter(alike -> alike.of().pods() > 0).count() > 1;
    }

    /** The same once so many of these have come. */
    Standing joinedBy(int coming) {
        if (coming == 0) {
            return this;
        }
        List<Alike> all = new ArrayList<>(pods);
        // on which node they come to be is not known, as of any pod that waits for one
        all.add(new Alike(coming().with(coming), null, Set.of(), Place.ANY));
        return new Standing(all, next.with(count() + coming), desired, unavailable, renewal);
    }

    /**
     * Whether their controller, when it is asked for more on the way to another template, makes
     * them of the old one as well: a Deployment's scales its ReplicaSets in proportion.
     */
    boolean scalesInProportion() {
        return renewal == Renewal.ROLLOUT && isOfReplicaSets();
    }

    private boolean isOfReplicaSets() {
        return OF_REPLICA_SETS.contains(next.claim().workload().qualifiedKind());
    }

    /**
     * Whether it lacks pods, and somebody may ask for no more than there are until it is changed.
     */
    boolean isHeld() {
        return missing() > 0 && renewal.rollsOut() && isOfReplicaSets();
    }

    /** What a line counts of all of them. */
    long charge(QuotaLine line) {
        return sizes(line).sum();
    }

    /** What all of them count for, be there a quota or not. */
    long charge(String resource) {
        return pods.stream()
                .mapToLong(alike -> Math.multiplyExact(alike.of().pods(), alike.perPod(resource)))
                .reduce(0, Math::addExact);
    }

    /** What a line counts of each of them. */
    Sizes sizes(QuotaLine line) {
        List<Sizes.Run> runs = new ArrayList<>();
        for (Alike alike : pods) {
            if (alike.of().pods() > 0) {
                runs.add(new Sizes.Run(alike.of().pods(), alike.perPod(line)));
            }
        }
        return new Sizes(runs);
    }

    /**
     * How much more than now is counted when one of them has gone and another one has come for it.
     *
     * @param sizes of each of them on a line of the resource
     */
    long replacement(Sizes sizes, String resource) {
        return renewal.replaces() ? sizes.replacement(next.perPod(resource)) : 0;
    }

    /**
     * The most that a line counts of them once they are resized in place, while their template
     * stays: whoever comes beside them is as that says, or as it is to be some day, and so is
     * another one for one that goes.
     */
    long withOldTemplate(QuotaLine line, Grant then) {
        long resized = then.perPod(line.resource());
        long made = Math.max(next.perPod(line.resource()), resized);
        long beside = Math.max(then.pods() - count(), 0);
        return Math.addExact(
                Math.addExact(
                        Math.multiplyExact(count(), resized), Math.multiplyExact(beside, made)),
                Math.addExact(made - resized, line.ofVolumes(then)));
    }

    /** Whether a pod of them is to have something else then, or the next one is. */
    boolean changesTo(Grant then) {
        return (count() > 0 || then.pods() > 0)
                && (changesTo(then, Kind.CPU) || changesTo(then, Kind.MEMORY));
    }

    boolean changesTo(Grant then, Kind kind) {
        return (renewal != Renewal.NONE && !next.given(kind).equals(then.given(kind)))
                || (!renewal.isNextRun() && podsChangeTo(then, kind));
    }

    /** Likewise of the pods that are there alone. */
    boolean podsChangeTo(Grant then, Kind kind) {
        return pods.stream()
                .anyMatch(alike ->
                        alike.of().pods() > 0 && !alike.of().given(kind).equals(then.given(kind)));
    }

    /** What no pod has more of, neither one that is there nor the next. */
    Grant most() {
        Grant most = next;
        for (Alike alike : pods) {
            most =
                    most.with(Kind.CPU, larger(most, alike.of(), Kind.CPU))
                            .with(Kind.MEMORY, larger(most, alike.of(), Kind.MEMORY));
        }
        return most;
    }

    private static List<Given> larger(Grant one, Grant other, Kind kind) {
        List<Given> larger = new ArrayList<>();
        for (int index = 0; index < one.given(kind).size(); index++) {
            Given a = one.given(kind).get(index);
            Given b = other.given(kind).get(index);
            larger.add(
                    new Given(Math.max(a.request(), b.request()), Math.max(a.limit(), b.limit())));
        }
        return larger;
    }
}
