package io.headroom.recommender.scale.replay;

import io.headroom.model.ContainerSpec;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.quantity.Cpu;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the CPU that a pod uses falls upon its containers. A pod serves no more than the container
 * that is full first lets it, however much the others might still use: a proxy that may use two
 * cores and uses a twentieth of what its pod does adds nothing to an application that is at its
 * limit. That shares move with the load, or with what is asked for, is not known here: they are
 * those of the windows in which pods were busy, taken together.
 *
 * @param known the share of each container, from 0 to 1, by name; empty where nothing is known
 */
public record LoadShares(Map<String, Double> known) {
    public static final LoadShares UNKNOWN = new LoadShares(Map.of());

    /** Of what a pod was often seen to use: once may be an accident. */
    private static final double SEEN_OFTEN = 0.99;

    /** Windows are busy that come to this share of that. What idles is shared out otherwise. */
    private static final double BUSY = 0.5;

    /** Two hours. */
    private static final int ENOUGH_WINDOWS = 24;

    private static final double MILLI = 1_000;

    public LoadShares {
        known = Map.copyOf(known);
    }

    /**
     * Reads them from what containers used on the mean over replicas.
     *
     * @param containers those that run as long as a pod does
     * @param first the number of the first window that counts
     * @param end that behind the last one
     * @return unknown where less than two hours are known of all of them
     */
    public static LoadShares of(
            List<ContainerProfile> profiles, List<ContainerSpec> containers, long first, long end) {
        if (containers.size() < 2) {
            // what is alone is the pod
            return UNKNOWN;
        }
        int windows = (int) (end - first);
        double[][] used = new double[containers.size()][];
        double[] sums = new double[windows];
        for (int i = 0; i < used.length; i++) {
            String name = containers.get(i).name();
            Optional<ContainerProfile> own =
                    profiles.stream().filter(each -> each.name().equals(name)).findFirst();
            if (own.isEmpty()) {
                return UNKNOWN;
            }
            used[i] = new double[windows];
            for (int window = 0; window < windows; window++) {
                used[i][window] = own.get().cpuMean().amountAt(first + window, ByteScale.CPU_CORES);
                sums[window] += used[i][window];
            }
        }
        double[] sorted = Arrays.stream(sums).filter(sum -> !Double.isNaN(sum)).sorted().toArray();
        if (sorted.length < ENOUGH_WINDOWS) {
            return UNKNOWN;
        }
        double busy = BUSY * sorted[(int) (SEEN_OFTEN * (sorted.length - 1))];
        double all = 0;
        double[] shares = new double[used.length];
        for (int window = 0; window < windows; window++) {
            if (sums[window] >= busy) {
                all += sums[window];
                for (int i = 0; i < used.length; i++) {
                    shares[i] += used[i][window];
                }
            }
        }
        if (!(all > 0)) {
            return UNKNOWN;
        }
        Map<String, Double> known = new HashMap<>();
        for (int i = 0; i < used.length; i++) {
            known.put(containers.get(i).name(), shares[i] / all);
        }
        return new LoadShares(known);
    }

    /**
     * What part of a pod uses at most.
     *
     * @param cores of that part
     * @param container the one that is at its limit by then; null where they all are, or the pod as
     *     a whole is
     */
    public record Full(double cores, @Nullable String container) {}

    /**
     * What a part of a pod uses when the first of the pod's containers is full; where shares are
     * not known, when all of that part are. A limit counts as its request at least.
     *
     * @param pod the containers that run as long as it does
     * @param part the container that counts; null for all
     * @param whole cores that the pod may use as a whole; empty where only its containers have
     *     limits
     * @return empty where nothing bounds it
     */
    public Optional<Full> full(
            List<ContainerSpec> pod, @Nullable String part, OptionalDouble whole) {
        double own = part == null ? 1 : known.getOrDefault(part, Double.NaN);
        double most =
                part == null && whole.isPresent()
                        ? whole.getAsDouble()
                        : sum(pod, part == null ? _ -> true : part::equals);
        if (whole.isPresent() && own * whole.getAsDouble() < most) {
            most = own * whole.getAsDouble();
        }
        String first = null;
        for (ContainerSpec container : pod) {
            double cores =
                    limit(container) * own / known.getOrDefault(container.name(), Double.NaN);
            if (cores < most) {
                most = cores;
                first = container.name();
            }
        }
        return Double.isInfinite(most) ? Optional.empty() : Optional.of(new Full(most, first));
    }

    private static double sum(List<ContainerSpec> pod, Predicate<String> counts) {
        return pod.stream()
                .filter(container -> counts.test(container.name()))
                .mapToDouble(LoadShares::limit)
                .reduce(Double::sum)
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Cores; zero is none. */
    private static double limit(ContainerSpec container) {
        Cpu limit = container.limits().cpu();
        if (limit == null || limit.millicores() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        Cpu request = container.requests().cpu();
        return Math.max(limit.millicores(), request == null ? 0 : request.millicores()) / MILLI;
    }
}
