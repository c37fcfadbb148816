package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.size.PodShape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A workload of a namespace, as a plan needs to know it.
 *
 * @param terms what quotas look at in its pods
 * @param replicas how many pods it may have, and how few
 * @param shape what its next pod is made of: as its template says, with what admission adds
 * @param pods those that exist and are not over
 * @param recommendation null where there is none: then its pods stay as they are
 * @param used the least that each container gets, by name: the memory that it was seen to peak at,
 *     and the CPU that it used half of the time
 * @param using what all of its pods use together in the latest window: CPU their mean, memory as if
 *     all were as large as the largest; null where that is not known
 * @param days what is known of whole days, oldest first
 * @param volumes the claims of volumes that its pods have and are to get
 * @param held why its pods stay as they are, whatever is advised; null where nothing keeps them so
 * @param certain whether it is known what admission writes into its next pod
 */
public record Member(
        WorkloadRef workload,
        PodTerms terms,
        Replicas replicas,
        PodShape shape,
        List<PodState> pods,
        @Nullable Recommendation recommendation,
        Map<String, Resources> used,
        @Nullable Resources using,
        List<Day> days,
        Volumes volumes,
        @Nullable Held held,
        boolean certain) {

    public Member {
        pods = List.copyOf(pods);
        used = Map.copyOf(used);
        days = List.copyOf(days);
    }

    /** One of which it is known what admission writes into its next pod. */
    public Member(
            WorkloadRef workload,
            PodTerms terms,
            Replicas replicas,
            PodShape shape,
            List<PodState> pods,
            @Nullable Recommendation recommendation,
            Map<String, Resources> used,
            @Nullable Resources using,
            List<Day> days,
            Volumes volumes,
            @Nullable Held held) {
        this(
                workload,
                terms,
                replicas,
                shape,
                pods,
                recommendation,
                used,
                using,
                days,
                volumes,
                held,
                true);
    }

    /** One whose pods get no claims of volumes. */
    public Member(
            WorkloadRef workload,
            PodTerms terms,
            Replicas replicas,
            PodShape shape,
            List<PodState> pods,
            @Nullable Recommendation recommendation,
            Map<String, Resources> used,
            @Nullable Resources using,
            List<Day> days) {
        this(
                workload,
                terms,
                replicas,
                shape,
                pods,
                recommendation,
                used,
                using,
                days,
                Volumes.NONE,
                null);
    }

    /** One that changes with its template. */
    public Member(
            WorkloadRef workload,
            PodTerms terms,
            Replicas replicas,
            PodShape shape,
            List<PodState> pods,
            @Nullable Recommendation recommendation,
            Map<String, Resources> used,
            @Nullable Resources using,
            List<Day> days,
            Volumes volumes) {
        this(
                workload,
                terms,
                replicas,
                shape,
                pods,
                recommendation,
                used,
                using,
                days,
                volumes,
                null);
    }

    /**
     * What takes up no change of its template for now.
     *
     * @param why one plain sentence, with the way out
     * @param pods the names of those that stay as they are, and are made anew like that; the others
     *     are as the template says, or will be
     */
    public record Held(String why, Set<String> pods) {
        public Held {
            pods = Set.copyOf(pods);
        }
    }

    /**
     * The same with what admission writes into its next pod.
     *
     * @param firsts what of the namespace's may write first, in an order that nobody knows; none
     *     where that is all the same
     */
    Member complete(Admission admission, List<Admission> firsts) {
        PodTerms given = Terms.complete(terms, admission);
        return new Member(
                workload,
                given,
                replicas,
                Terms.complete(shape, admission),
                pods,
                recommendation,
                used,
                using,
                days,
                volumes,
                held,
                certain
                        && firsts.stream()
                                .map(first -> admission.complete(first.complete(terms)))
                                .allMatch(other -> other.containers().equals(given.containers())));
    }

    /** The value of its PriorityClass; 0 where that is not known, as Kubernetes has it. */
    int priority() {
        Integer value = terms.priority();
        return value == null ? 0 : value;
    }

    /** Whether how many pods it has is up to an autoscaler, or, of a Job, to the room it finds. */
    boolean isScaled() {
        return replicas.most() > replicas.fewest();
    }

    /**
     * A day (UTC); {@code NaN} for what is not known of it.
     *
     * @param number how many days after the first of 1970
     * @param pods the most that were Ready at once
     * @param cores what its largest pod needed: in all but the busiest twentieth of the day it used
     *     no more
     * @param bytes what its largest pod used at most
     */
    public record Day(long number, double pods, double cores, double bytes) {}

    /**
     * How many pods a workload may have.
     *
     * @param most its autoscaler's maximum, else its replicas
     * @param fewest its autoscaler's minimum, else its replicas; of a Job the pods that it has
     * @param desired how many its controller is asked for now; there are fewer of them where some
     *     are refused or yet to be made, and more while a rollout's surge is among them
     * @param surge how many more a rollout starts before it ends the old ones
     * @param unavailable how many of them a rollout may end before new ones are there
     * @param renewal who replaces them when their template changes
     */
    public record Replicas(
            int most, int fewest, int desired, int surge, int unavailable, Renewal renewal) {

        public Replicas {
            // with neither no rollout could begin: then controllers end one
            unavailable = surge == 0 ? Math.max(unavailable, 1) : unavailable;
            // there are never more new pods than there are to be
            surge = Math.min(surge, Math.max(most, desired));
        }

        /** One whose controller replaces its pods, and is asked for none that is not there. */
        public Replicas(int most, int fewest, int surge, int unavailable) {
            this(most, fewest, /* desired */ 0, surge, unavailable, Renewal.ROLLOUT);
        }

        /** One whose rollouts end none before a new one is there, if they start any. */
        public Replicas(int most, int fewest, int surge) {
            this(most, fewest, surge, 0);
        }
    }
}
