package io.headroom.recommender.savings;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.size.PodShape;
import org.jspecify.annotations.Nullable;

/**
 * What one workload saves with all of its replicas. Containers without numbers save nothing.
 *
 * @param key the workload's, as it is written everywhere else
 * @param replicas that are Ready; of a CronJob the mean over whole days
 * @param predicted the requests in force less the targets; null where it is not counted
 * @param less the part of that which is requested in vain: neither part of it is negative
 * @param more the part of it which is missing: neither part of it is positive
 * @param realised what was requested when there first were numbers less the requests in force
 * @param scaledToZero all that an idle workload requests; null for one that is not idle
 * @param notCounted why there are no figures; null where there are
 */
public record WorkloadSavings(
        String key,
        WorkloadRef workload,
        double replicas,
        @Nullable Saving predicted,
        @Nullable Saving less,
        @Nullable Saving more,
        @Nullable Saving realised,
        @Nullable Saving scaledToZero,
        @Nullable NotCounted notCounted) {

    private static final double HOURS_A_DAY = 24;

    /** Why there are no figures. The label is the word in answers. */
    public enum NotCounted {
        /** It does not run all the time, and it is not known for how many hours it does. */
        RUN_HOURS_UNKNOWN("run_hours_unknown");

        private final String label;

        NotCounted(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }

    /**
     * The savings of a workload that has a recommendation.
     *
     * @param shape what its pods are made of: where an init container takes more than all that run
     *     later, lowering those saves nothing
     * @param replicas that are Ready; of a CronJob those that are while it runs
     */
    public static WorkloadSavings of(
            Recommendation recommendation, PodShape shape, double replicas, Price price) {
        WorkloadRef workload = recommendation.workload();
        return switch (workload.group() + '/' + workload.kind()) {
            case "batch/CronJob" -> {
                Double hours = hoursPerDay(recommendation);
                yield hours == null
                        ? notCounted(workload, replicas)
                        : counted(recommendation, shape, replicas * hours / HOURS_A_DAY, price);
            }
            // whether it comes again nobody says
            case "batch/Job" -> notCounted(workload, replicas);
            default -> counted(recommendation, shape, replicas, price);
        };
    }

    private static WorkloadSavings notCounted(WorkloadRef workload, double replicas) {
        return new WorkloadSavings(
                workload.key(),
                workload,
                replicas,
                null,
                null,
                null,
                null,
                null,
                NotCounted.RUN_HOURS_UNKNOWN);
    }

    /** For how long it runs; null where too few runs were seen to tell. */
    private static @Nullable Double hoursPerDay(Recommendation recommendation) {
        Double most = null;
        for (ContainerRecommendation container : recommendation.containers()) {
            Needs.Runs runs = container.found().runs();
            Double hours = runs == null ? null : runs.hoursPerDay();
            if (hours != null && (most == null || hours > most)) {
                most = hours;
            }
        }
        return most;
    }

    private static WorkloadSavings counted(
            Recommendation recommendation, PodShape shape, double replicas, Price price) {
        WorkloadRef workload = recommendation.workload();
        Sum less = new Sum();
        Sum more = new Sum();
        Sum realised = new Sum();
        for (ContainerRecommendation container : recommendation.containers()) {
            if (container.advice() instanceof Advice.Resize resize) {
                Resources requests = container.requests();
                long millicores = millicores(requests) - millicores(resize.target(), requests);
                long bytes = bytes(requests) - bytes(resize.target(), requests);
                less.add(Math.max(millicores, 0), Math.max(bytes, 0));
                more.add(Math.min(millicores, 0), Math.min(bytes, 0));
            }
        }
        PodRequests pods = new PodRequests(shape, recommendation);
        Resources now = pods.now();
        Resources target = pods.targets();
        less.together(more, millicores(now) - millicores(target), bytes(now) - bytes(target));
        Resources first = pods.first();
        realised.set(millicores(first) - millicores(now), bytes(first) - bytes(now));
        Saving saved = less.times(replicas, price);
        Saving missing = more.times(replicas, price);
        return new WorkloadSavings(
                workload.key(),
                workload,
                replicas,
                saved.plus(missing),
                saved,
                missing,
                realised.times(replicas, price),
                recommendation.idle() == null
                        ? null
                        : Saving.of(
                                millicores(now) * replicas / 1_000, bytes(now) * replicas, price),
                null);
    }

    /** What is not requested is not reserved. */
    private static long millicores(Resources requests) {
        Cpu cpu = requests.cpu();
        return cpu == null ? 0 : cpu.millicores();
    }

    private static long bytes(Resources requests) {
        Memory memory = requests.memory();
        return memory == null ? 0 : memory.bytes();
    }

    /** A resource without a target stays as it is. */
    private static long millicores(Resources target, Resources now) {
        return target.cpu() == null ? millicores(now) : millicores(target);
    }

    private static long bytes(Resources target, Resources now) {
        return target.memory() == null ? bytes(now) : bytes(target);
    }

    private static final class Sum {
        private long millicores;
        private long bytes;

        void add(long moreMillicores, long moreBytes) {
            millicores += moreMillicores;
            bytes += moreBytes;
        }

        void set(long newMillicores, long newBytes) {
            millicores = newMillicores;
            bytes = newBytes;
        }

        /**
         * Changes this, the positive part, and {@code negative} so that both come to what they are
         * for a whole pod.
         */
        void together(Sum negative, long podMillicores, long podBytes) {
            long cpu = podMillicores - millicores - negative.millicores;
            long memory = podBytes - bytes - negative.bytes;
            long lessCpu = rest(millicores, negative.millicores, cpu);
            long lessBytes = rest(bytes, negative.bytes, memory);
            negative.set(podMillicores - lessCpu, podBytes - lessBytes);
            set(lessCpu, lessBytes);
        }

        /**
         * What is left of {@code positive} when both together change by {@code change}: what is not
         * there is taken from the side that claimed it.
         */
        private static long rest(long positive, long negative, long change) {
            return change < 0
                    ? Math.max(positive + change, 0)
                    : positive + Math.max(negative + change, 0);
        }

        Saving times(double replicas, Price price) {
            return Saving.of(millicores * replicas / 1_000, bytes * replicas, price);
        }
    }
}
