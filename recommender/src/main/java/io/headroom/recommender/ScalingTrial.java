package io.headroom.recommender;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.WorkloadRef;
import io.headroom.recommender.ScalingOverview.Pod;
import io.headroom.recommender.ScalingOverview.Run;
import io.headroom.recommender.scale.advice.SideBySide;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an autoscaler that somebody wanted to try on the days behind a workload. */
public sealed interface ScalingTrial {
    /**
     * What these days would have come to, with the pods as they are.
     *
     * @param asOf up to when they go
     * @param minReplicas as it was tried, which is less than was asked for where a quota lets in
     *     less
     * @param maxReplicas likewise
     * @param triedWithout what else it goes by, and was left out as it asks for hardly more
     *     replicas than its CPU does even with the most of any pod
     * @param maxHeldBy {@code quota} where that let in less; null where it did not
     * @param pod what each pod is taken for
     * @param ranReplicas the mean of the replicas that were really Ready; null where that is not
     *     known
     * @param asItIs with the autoscaler that there is; null where there is none, or none that can
     *     be replayed as it is
     * @param none with {@code noneReplicas}, always: as many as serve 99 % of the windows at 60 %
     *     of what they request
     * @param currency of the costs
     * @param days the same, window by window; null in an answer that was read
     */
    record Replayed(
            WorkloadRef workload,
            Instant asOf,
            int minReplicas,
            int maxReplicas,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<String> triedWithout,
            @Nullable String maxHeldBy,
            Pod pod,
            @Nullable Double ranReplicas,
            @Nullable Run asItIs,
            Run tried,
            Run none,
            int noneReplicas,
            String currency,
            @JsonIgnore @Nullable SideBySide days)
            implements ScalingTrial {
        private static final String TRIED = "tried";

        public Replayed {
            triedWithout = triedWithout == null ? List.of() : List.copyOf(triedWithout);
        }

        /** What else it goes by and was left out; empty for nothing. */
        @Override
        public List<String> triedWithout() {
            return triedWithout == null ? List.of() : triedWithout;
        }

        /** What a replay of what was tried is called. */
        public String called() {
            return triedWithout().isEmpty()
                    ? TRIED
                    : TRIED + ", without its " + String.join(" and ", triedWithout());
        }
    }

    /**
     * It cannot be replayed.
     *
     * @param why one sentence: what is, and the way out
     */
    record Refused(String why) implements ScalingTrial {}
}
