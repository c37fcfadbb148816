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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the CPU that a pod uses falls upon its containers. A pod serves no more than the container
 * that is full first lets it, however much the others might still use: a proxy that may use two
 * cores and uses a twentieth of what its pod does adds nothing to an application that is at its
 * limit. Of each container a line is fitted through what it used beside what its pod did, by least
 * squares: one that ships logs or reloads settings uses the same whatever the load, and is full
 * never, not first. Who was not seen to grow by much of its limit is not said to come to it.
 *
 * @param known by the container's name; empty where nothing is known
 */
public record LoadShares(Map<String, Line> known) {
    public static final LoadShares UNKNOWN = new LoadShares(Map.of());

    /** Of what a pod was often seen to use: once may be an accident. */
    private static final double SEEN_OFTEN = 0.99;

    /**
     * Where the standard deviation of what pods use is less of its mean than that, nobody can tell
     * what grows with it.
     */
    private static final double STEADY = 0.1;

    /** Of a pod that is steady the load falls upon whoever uses that much of it. */
    private static final double MOST = 0.5;

    /** What has grown by less of its limit is not expected to come to it. */
    private static final double GREW = 0.05;

    /** Two hours. */
    private static final int ENOUGH_WINDOWS = 24;

    private static final double MILLI = 1_000;

    public LoadShares {
        known = Map.copyOf(known);
    }

    /**
     * What a container uses beside its pod.
     *
     * @param baseCores of a pod that uses nothing
     * @param slope how much more it uses for each core more that its pod does
     * @param grewCores by how much it was seen to grow, as its pod did
     */
    public record Line(double baseCores, double slope, double grewCores) {
        double at(double pod) {
            return baseCores + slope * pod;
        }

        /** What its pod uses when the container comes to that. */
        double pod(double cores) {
            return slope > 0 && grewCores >= GREW * cores
                    ? (cores - baseCores) / slope
                    : Double.POSITIVE_INFINITY;
        }
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
        double mean = Arrays.stream(sorted).average().orElse(0);
        double variance =
                Arrays.stream(sorted).map(sum -> (sum - mean) * (sum - mean)).average().orElse(0);
        if (!(mean > 0)) {
            return UNKNOWN;
        }
        double range = often(sorted, SEEN_OFTEN) - often(sorted, 1 - SEEN_OFTEN);
        Map<String, Line> known = new HashMap<>();
        for (int i = 0; i < used.length; i++) {
            known.put(
                    containers.get(i).name(),
                    Math.sqrt(variance) < STEADY * mean
                            ? steady(own(used[i], sums), mean)
                            : fitted(used[i], sums, mean, variance, range));
        }
        return new LoadShares(known);
    }

    private static double often(double[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))];
    }

    /** The mean over the windows in which all of the pod is known. */
    private static double own(double[] used, double[] sums) {
        return IntStream.range(0, used.length)
                .filter(window -> !Double.isNaN(sums[window]))
                .mapToDouble(window -> used[window])
                .average()
                .orElse(0);
    }

    private static Line steady(double own, double mean) {
        return own >= MOST * mean ? new Line(0, own / mean, own) : new Line(own, 0, 0);
    }

    private static Line fitted(
            double[] used, double[] sums, double mean, double variance, double range) {
        double own = own(used, sums);
        double covariance =
                IntStream.range(0, used.length)
                        .filter(window -> !Double.isNaN(sums[window]))
                        .mapToDouble(window -> (used[window] - own) * (sums[window] - mean))
                        .average()
                        .orElse(0);
        double slope = Math.max(covariance / variance, 0);
        return new Line(own - slope * mean, slope, slope * range);
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
        Line own = part == null ? new Line(0, 1, 0) : known.get(part);
        double most =
                part == null && whole.isPresent()
                        ? whole.getAsDouble()
                        : sum(pod, part == null ? _ -> true : part::equals);
        if (own == null || own.slope() <= 0) {
            // of what does not grow with its pod the others bound nothing
            return Double.isInfinite(most) ? Optional.empty() : Optional.of(new Full(most, null));
        }
        if (whole.isPresent()) {
            most = Math.min(most, own.at(whole.getAsDouble()));
        }
        String first = null;
        for (ContainerSpec container : pod) {
            Line line = known.get(container.name());
            if (line != null) {
                double cores = own.at(line.pod(limit(container)));
                if (cores < most) {
                    most = cores;
                    first = container.name();
                }
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
