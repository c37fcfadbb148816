package io.headroom.recommender.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.recommendation.Retarget;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the advice for a namespace is let in by its quotas, what is when it is not, and what its
 * quotas should be. Amounts of quotas are in base units: cores, bytes, objects.
 *
 * @param asOf the time that it holds for
 * @param blockedBy the lines that do not let in all of the advice at once, with every autoscaler at
 *     its maximum and every workload rolling out, and those that let no pod of some workloads in,
 *     however much room they have
 * @param lines every line of every quota beside what the advice and the plan come to
 * @param workloads what each gets
 * @param stages in which order the workloads change when there is no room for all to roll out at
 *     once; empty when there is, when nothing changes, and when there is no plan
 * @param stuckOn the lines that have no room for the fewest pods of some workloads at their least,
 *     and for whose: these keep what they have. Where there is no plan those that have none for all
 * @param proved whether no other plan gives up less, in thousandths of each need and a surge left
 *     aside, and it is known what admission writes into the next pods; null where there is no plan
 * @param quotas what each line should be
 * @param limitRange what a LimitRange should say
 * @param statusBehind in what the status of a quota, by which admission goes and so does the plan,
 *     is behind its specification
 */
public record NamespacePlan(
        String namespace,
        Instant asOf,
        Verdict verdict,
        List<Blocked> blockedBy,
        List<Line> lines,
        List<Workload> workloads,
        List<Stage> stages,
        List<Blocked> stuckOn,
        @Nullable Boolean proved,
        List<QuotaAdvice> quotas,
        @Nullable LimitRangeAdvice limitRange,
        List<StatusBehind> statusBehind) {

    public NamespacePlan {
        blockedBy = List.copyOf(blockedBy);
        lines = List.copyOf(lines);
        workloads = List.copyOf(workloads);
        stages = List.copyOf(stages);
        stuckOn = List.copyOf(stuckOn);
        quotas = List.copyOf(quotas);
        statusBehind = List.copyOf(statusBehind);
    }

    public NamespacePlan with(List<Workload> others) {
        return new NamespacePlan(
                namespace,
                asOf,
                verdict,
                blockedBy,
                lines,
                others,
                stages,
                stuckOn,
                proved,
                quotas,
                limitRange,
                statusBehind);
    }

    /** Of a namespace that is being deleted: nothing is planned. */
    static NamespacePlan terminating(NamespaceFacts facts) {
        return new NamespacePlan(
                facts.namespace(),
                facts.asOf(),
                Verdict.TERMINATING,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                null,
                List.of());
    }

    /** Whether the advice is let in. The label is the word in answers. */
    public enum Verdict {
        /** All of it at once. */
        FITS("fits"),
        /** All of it, one workload after the other. */
        FITS_IN_STAGES("fits_in_stages"),
        /**
         * Not without giving something up, or not all of it: of who is refused or stuck nothing is
         * planned.
         */
        FITS_WITH_LESS("fits_with_less"),
        /** Nothing is let in any more, whatever room there is: the namespace is being deleted. */
        TERMINATING("terminating"),
        /**
         * Not even the fewest pods of anybody at their least; or all are refused, or no order is
         * found.
         */
        DOES_NOT_FIT("does_not_fit");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }

    /**
     * A line that does not let something in.
     *
     * @param reason whether room is what is missing
     * @param needed what would be counted on it, others included; null where it is not
     * @param missing by how much that is too much; null likewise
     * @param workloads that have less than is advised by it, or no plan; none where the way takes
     *     room alone, and there is another one. Of a plan's {@code stuckOn} those whose fewest it
     *     does not let in; where room is not what is missing those of which it lets no pod in
     * @param message one plain sentence with the figures
     */
    public record Blocked(
            String quota,
            String resource,
            Why reason,
            BigDecimal hard,
            @Nullable BigDecimal needed,
            @Nullable BigDecimal missing,
            List<String> workloads,
            String message) {

        public Blocked {
            workloads = List.copyOf(workloads);
        }
    }

    /**
     * One line of a quota.
     *
     * @param others what it counts beside the workloads of the plan
     * @param now what it counts now, others included
     * @param advice what the advice comes to, others included: the most at any time while all that
     *     changes rolls out at once, its old pods included, every autoscaler at its maximum. Of all
     *     namespaces that share the quota, whatever is planned for them
     * @param plan what the plan comes to, others included: likewise where all may roll out at once,
     *     else in the end. Of all namespaces that share the quota, those for which there is no plan
     *     with what they have; null where that is all there is
     * @param usage what the workloads of the plan use of it: never what they request. Null for
     *     anything but requests, and where it is not known
     * @param usageRatio that divided by hard; for a hard limit of zero 0 when nothing is used, else
     *     1
     * @param requestUtilizationRatio usage divided by what those workloads count for of which it is
     *     known
     */
    public record Line(
            String quota,
            String resource,
            BigDecimal hard,
            BigDecimal others,
            BigDecimal now,
            BigDecimal advice,
            @Nullable BigDecimal plan,
            @Nullable BigDecimal usage,
            @Nullable Double usageRatio,
            @Nullable Double requestUtilizationRatio) {}

    /**
     * One workload.
     *
     * @param workload its key
     * @param pods the most it may have
     * @param surge how many more there are during a rollout
     * @param plannedPods what the plan leaves of the most; null where there is no plan
     * @param plannedSurge how many of the surge there is room for by the plan, at once with those
     *     of all others; null likewise
     * @param givesUp what it does not get of its advice; empty where it gets all, and where there
     *     is no plan
     * @param noNode why no node holds one of its pods; null where one does, or none is known
     * @param refused why its pods, or those that need a claim of a volume first, are not let in,
     *     however much room there is: it keeps what it has, and nothing is planned for it. Null
     *     where only room decides
     * @param stuck which lines have no room for its fewest pods at their least, so that it keeps
     *     what it has, and nothing is planned for it; null where they have
     * @param noStep why nothing changes of it: there is room for what it is to have, and none for
     *     any way to get there. Null where there is a way, or another reason
     * @param oldTemplate why its pods are resized, and the next ones are as before; null where its
     *     template changes as well, or it has none
     * @param held why nothing of what is advised is planned for it: it takes up no change of its
     *     template for now, and how it does again. Null where it does
     * @param mostMeanwhile how many replicas it may be asked for at most until the plan is carried
     *     out, which is those that it is asked for and that are there, be its autoscaler's minimum
     *     more: for more its controller would make old pods as well as new ones, and old ones have
     *     no room. What the plan says goes by that. Null where it may be asked for as many as
     *     anybody likes
     * @param retarget what its autoscaler has to go by along with the planned requests, so that
     *     each pod should use as much as before, as far as these let it; null where it stays, or
     *     there is no plan
     */
    public record Workload(
            String workload,
            int priority,
            int pods,
            int surge,
            @Nullable Integer plannedPods,
            @Nullable Integer plannedSurge,
            List<Container> containers,
            List<GivenUp> givesUp,
            @Nullable String noNode,
            @Nullable String refused,
            @Nullable String stuck,
            @Nullable String noStep,
            @Nullable String oldTemplate,
            @Nullable String held,
            @Nullable Integer mostMeanwhile,
            @Nullable Retarget retarget) {

        public Workload {
            containers = List.copyOf(containers);
            givesUp = List.copyOf(givesUp);
        }

        public Workload with(@Nullable Retarget other) {
            return new Workload(
                    workload,
                    priority,
                    pods,
                    surge,
                    plannedPods,
                    plannedSurge,
                    containers,
                    givesUp,
                    noNode,
                    refused,
                    stuck,
                    noStep,
                    oldTemplate,
                    held,
                    mostMeanwhile,
                    other);
        }
    }

    /**
     * One container.
     *
     * @param requests by its advice; in force where there is none
     * @param limits likewise
     * @param plannedRequests null where there is no plan
     * @param plannedLimits likewise
     */
    public record Container(
            String name,
            ContainerType type,
            Resources requests,
            Resources limits,
            @Nullable Resources plannedRequests,
            @Nullable Resources plannedLimits) {}

    /**
     * What a workload does without.
     *
     * @param resource {@code requests.cpu} and the like, of each pod; {@code pods}; {@code surge}
     * @param share how much of the need that is, from 0 to 1
     */
    public record GivenUp(String resource, BigDecimal advice, BigDecimal plan, double share) {}

    /**
     * One workload changes, while all others stay as they are.
     *
     * @param number the step's place among those of all namespaces that have to make room for each
     *     other, from 1: each step is let in after all with lower numbers
     * @param resource what alone is changed by it, {@code cpu} or {@code memory}; null where all
     *     changes at once
     * @param maxUnavailable how many pods may be unavailable for this once; null where that is as
     *     the workload has it
     * @param replaceable whether, before it and after, there is room for another pod for one that
     *     goes: else that one may have to wait until all steps are taken
     */
    public record Stage(
            int number,
            String workload,
            Step.How how,
            @Nullable String resource,
            @Nullable Integer maxUnavailable,
            boolean replaceable) {}

    /**
     * What a line of a quota should be.
     *
     * @param quota the object's name; null where the namespace has none yet
     * @param hard what it is; null likewise
     * @param used what is counted now, all pods as large as they are
     * @param needed what the advice comes to with all pods at their most and rolling out; of what
     *     no pod is charged for, what is used, and the claims of volumes that StatefulSets are yet
     *     to make; where the namespace has no quota yet, what is there, what comes anew in place of
     *     it and the way to the advice as well, with what the advised LimitRange gives
     * @param growth by what part that is expected to grow in 14 days
     * @param recommended that with growth and a reserve, and of what no pod uses or needs now, that
     *     of the most that was used on the days before; null where nothing was, or too little is
     *     known to tell, and where a quota of it would refuse pods that do not set it
     * @param giveBack what of hard is neither used nor needed
     * @param reach the most that the workloads there are can come to, as they are or as advised;
     *     null for what no pod is charged for, but of volumes where every claim is a StatefulSet's,
     *     and for what no workload that there is needs any of
     * @param unreachable whether that leaves some of hard that nobody can ever use
     * @param charged how what is counted goes on; null where the namespace has no quota
     * @param need how what the advice comes to goes on; null likewise, and for what no pod is
     *     charged for
     * @param fullAt when nothing is left by what is counted; null where that is not foretold
     * @param message one plain sentence; null where nothing is to be said
     */
    public record QuotaAdvice(
            @Nullable String quota,
            String resource,
            @Nullable BigDecimal hard,
            BigDecimal used,
            BigDecimal needed,
            double growth,
            @Nullable BigDecimal recommended,
            BigDecimal giveBack,
            @Nullable BigDecimal reach,
            boolean unreachable,
            @Nullable QuotaForecast charged,
            @Nullable QuotaForecast need,
            @Nullable Instant fullAt,
            @Nullable String message) {}

    /**
     * What a LimitRange for containers should say: of a resource nothing where none of them
     * requests any, or where what it gave could come to more than their pods ask for as a whole.
     *
     * @param defaultLimit what a container without a limit gets
     * @param ratio by resource, the largest limit as a multiple of the request
     */
    public record LimitRangeAdvice(
            Resources min,
            Resources max,
            Resources defaultRequest,
            Resources defaultLimit,
            Map<String, Double> ratio) {

        public LimitRangeAdvice {
            // in the same order whoever prints it
            ratio = Collections.unmodifiableMap(new TreeMap<>(ratio));
        }
    }
}
