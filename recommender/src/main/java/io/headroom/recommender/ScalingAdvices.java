package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.scale.advice.Followed;
import io.headroom.recommender.scale.advice.Following;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.advice.Searched;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.lint.RivalChecks;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is advised for the scaling of each workload. A search takes seconds, so that it is made
 * apart from everything else, and again only when its case is another: once a day, or when somebody
 * changes the autoscaler or the requests. One thread refreshes it, any thread reads it.
 */
final class ScalingAdvices {
    private final NavigableMap<WorkloadRef, Known> known = new ConcurrentSkipListMap<>();

    /** What was seen of those that are advised a schedule. */
    private final Map<WorkloadRef, Watched> watched = new ConcurrentHashMap<>();

    /**
     * A look.
     *
     * @param followed null where no schedule is, as far as is known
     */
    private record Watched(Following following, @Nullable Followed followed) {
        Watched seen(AutoscalerState autoscaler, Instant at) {
            Following then =
                    RivalChecks.isOfKeda(autoscaler.managedBy())
                            ? following.seen(
                                    CronTriggers.hoursIn(autoscaler), autoscaler.maxReplicas())
                            : following.seen(
                                    autoscaler.minReplicas(), autoscaler.maxReplicas(), at);
            return new Watched(then, then.followed(autoscaler.minReplicas()).orElse(null));
        }

        Watched advised(Scheduled scheduled) {
            return new Watched(following.advised(scheduled), followed);
        }
    }

    /** What is known of one workload. */
    sealed interface Known {
        /**
         * What is advised, or that it should not be scaled.
         *
         * @param autoscaler the name of the one that it has; null for none
         * @param leftOut its triggers of which nobody knows how many replicas they ask for, and
         *     that no replay of it has
         */
        record Reported(@Nullable String autoscaler, List<String> leftOut, Searched searched)
                implements Known {
            public Reported {
                leftOut = List.copyOf(leftOut);
            }

            ScalingReport report() {
                return searched.report();
            }

            /** The least that there was since the last midnight, on nodes as far as it lasts. */
            Most room() {
                return searched.room();
            }
        }

        /** Why nothing is said. */
        record Held(Read.Held why) implements Known {}
    }

    /**
     * Makes what is missing or of another case, and forgets what is gone.
     *
     * @param workloads those that there are, the most important first
     * @param at when there was the room that is in their cases
     * @param cases empty for what nobody scales
     * @param failed is told of each that could not be made; the others are all the same
     */
    void refresh(
            Collection<WorkloadRef> workloads,
            Instant at,
            Function<WorkloadRef, Optional<Read>> cases,
            BiConsumer<WorkloadRef, RuntimeException> failed) {
        Set<WorkloadRef> there = Set.copyOf(workloads);
        known.keySet().retainAll(there);
        watched.keySet().retainAll(there);
        for (WorkloadRef workload : workloads) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                Optional<Read> read = cases.apply(workload);
                if (read.isEmpty()) {
                    known.remove(workload);
                } else {
                    Known made = made(read.get(), known.get(workload), at);
                    known.put(workload, made);
                    watch(workload, made);
                }
            } catch (RuntimeException e) {
                failed.accept(workload, e);
            }
        }
    }

    private static Known made(Read read, @Nullable Known before, Instant at) {
        return switch (read) {
            case Read.Held held -> new Known.Held(held);
            case Read.Known known -> {
                AutoscalerState autoscaler = known.autoscaler();
                Function<ScalingCase, ScalingReport> search =
                        each -> known.search(each, ControllerSettings.DEFAULT);
                yield new Known.Reported(
                        autoscaler == null ? null : autoscaler.name(),
                        autoscaler == null || known.of().floor() != null
                                ? List.of()
                                : CronTriggers.in(autoscaler),
                        before instanceof Known.Reported(_, _, var last)
                                ? last.with(known.of(), at, search)
                                : Searched.of(known.of(), at, search));
            }
        };
    }

    private void watch(WorkloadRef workload, Known made) {
        if (made instanceof Known.Reported reported) {
            reported.report()
                    .scheduled()
                    .ifPresent(scheduled ->
                            watched.compute(
                                    workload,
                                    (_, before) ->
                                            (before == null
                                                            ? new Watched(Following.NONE, null)
                                                            : before)
                                                    .advised(scheduled)));
        }
    }

    /**
     * Looks whether somebody follows a schedule that was advised; after a restart nothing is known
     * of that until some of its times have come.
     *
     * @param autoscalers all that scale it
     * @param at when they were so
     */
    void see(WorkloadRef workload, List<AutoscalerState> autoscalers, Instant at) {
        if (autoscalers.size() == 1) {
            watched.computeIfPresent(
                    workload, (_, before) -> before.seen(autoscalers.getFirst(), at));
        } else {
            watched.remove(workload);
        }
    }

    /** What the autoscaler of a workload follows; null where nothing is known to. */
    @Nullable Followed followed(WorkloadRef workload) {
        Watched seen = watched.get(workload);
        return seen == null ? null : seen.followed();
    }

    NavigableMap<WorkloadRef, Known> all() {
        return Collections.unmodifiableNavigableMap(known);
    }

    @Nullable Known of(WorkloadRef workload) {
        return known.get(workload);
    }
}
