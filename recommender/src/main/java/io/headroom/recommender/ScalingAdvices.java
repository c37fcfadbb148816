package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Searched;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
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

    /** What is known of one workload. */
    sealed interface Known {
        /**
         * What is advised, or that it should not be scaled.
         *
         * @param autoscaler the name of the one that it has; null for none
         */
        record Reported(@Nullable String autoscaler, Searched searched) implements Known {
            ScalingReport report() {
                return searched.report();
            }

            /** The least that there was since the last midnight. */
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
     * @param cases empty for what nobody scales
     * @param failed is told of each that could not be made; the others are all the same
     */
    void refresh(
            Collection<WorkloadRef> workloads,
            Function<WorkloadRef, Optional<Read>> cases,
            BiConsumer<WorkloadRef, RuntimeException> failed) {
        known.keySet().retainAll(workloads);
        for (WorkloadRef workload : workloads) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                Optional<Read> read = cases.apply(workload);
                if (read.isEmpty()) {
                    known.remove(workload);
                } else {
                    known.compute(workload, (_, before) -> made(read.get(), before));
                }
            } catch (RuntimeException e) {
                failed.accept(workload, e);
            }
        }
    }

    private static Known made(Read read, @Nullable Known before) {
        return switch (read) {
            case Read.Held held -> new Known.Held(held);
            case Read.Known known -> {
                AutoscalerState autoscaler = known.autoscaler();
                Function<ScalingCase, ScalingReport> search =
                        each -> known.search(each, ControllerSettings.DEFAULT);
                yield new Known.Reported(
                        autoscaler == null ? null : autoscaler.name(),
                        before instanceof Known.Reported(_, var last)
                                ? last.with(followed(last.report(), known), search)
                                : Searched.of(known.of(), search));
            }
        };
    }

    private static ScalingCase followed(ScalingReport last, Read.Known known) {
        AutoscalerState autoscaler = known.autoscaler();
        // what triggers ask for nobody tells
        return autoscaler != null && CronTriggers.areIn(autoscaler)
                ? known.of()
                : last.followedByClock(known.of(), known.seenAt());
    }

    NavigableMap<WorkloadRef, Known> all() {
        return Collections.unmodifiableNavigableMap(known);
    }

    @Nullable Known of(WorkloadRef workload) {
        return known.get(workload);
    }
}
