package io.headroom.deploy.backtest;

import io.headroom.collector.history.Imported;
import io.headroom.collector.history.PrometheusConfig;
import io.headroom.collector.history.PrometheusHistory;
import io.headroom.collector.history.Unusable;
import io.headroom.deploy.CannotStartException;
import io.headroom.model.WorkloadRef;
import io.headroom.model.profile.Windows;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus remembers as the usage that a backtest runs over: a set for each namespace, a
 * series {@code KIND.GROUP/NAME/CONTAINER} for the containers of one name of a workload, whichever
 * pods they ran in. Not thread-safe.
 */
public final class PrometheusUsage {
    /** What is held of a window here and in the history that is made of it. */
    private static final int BYTES_PER_WINDOW = HottestReplica.BYTES_PER_WINDOW + 4 * Double.BYTES;

    private final PrometheusConfig config;
    private final Asked asked;
    private final long mostWindows;
    private final Map<WorkloadRef, Map<String, HottestReplica>> containers = new TreeMap<>();
    private long windows;

    /**
     * What is wanted of it.
     *
     * @param namespaces only of these; none for all
     * @param until where the history ends; it begins as long before as the settings say
     */
    public record Asked(Set<String> namespaces, Instant until, CpuSignal signal) {
        public Asked {
            namespaces = Set.copyOf(namespaces);
        }

        private String words() {
            return namespaces.isEmpty()
                    ? ""
                    : " of --namespace " + String.join(",", namespaces.stream().sorted().toList());
        }
    }

    private PrometheusUsage(PrometheusConfig config, Asked asked, long mostBytes) {
        this.config = config;
        this.asked = asked;
        this.mostWindows = mostBytes / BYTES_PER_WINDOW;
    }

    /**
     * Reads everything into memory.
     *
     * @param mostBytes how much of that it may take
     * @throws CannotStartException when there is nothing to read, or too much; with the way out
     */
    public static Usage read(
            PrometheusConfig config, Asked asked, long mostBytes, ProgressBar progress)
            throws InterruptedException {
        return new PrometheusUsage(config, asked, mostBytes).read(progress);
    }

    private Usage read(ProgressBar progress) throws InterruptedException {
        Imported imported;
        try (PrometheusHistory history = open()) {
            imported =
                    history.read(
                            asked.until().minus(config.span()),
                            asked.until(),
                            progress::reach,
                            this::add);
        } finally {
            progress.end();
        }
        if (containers.isEmpty()) {
            throw new CannotStartException(nothing(imported));
        }
        return new Usage(
                config.url().toString(),
                series(),
                problems(imported),
                imported.whole()
                        ? Optional.empty()
                        : Optional.of(
                                "the history from "
                                        + config.url()
                                        + " is not whole, and neither are these figures: see what is"
                                        + " missing above, and run it again when that is mended"));
    }

    private PrometheusHistory open() {
        try {
            return PrometheusHistory.open(config, asked.namespaces());
        } catch (IllegalArgumentException e) {
            throw new CannotStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private String nothing(Imported imported) {
        String what = "there is no history" + asked.words() + " in " + config.url() + ": ";
        if (imported.failure().isPresent()) {
            return what + imported.failure().get();
        }
        return what
                + (imported.left().unowned() > 0
                        ? "nobody tells whose its containers are; see whether it scrapes"
                                + " kube-state-metrics, and prometheus.matchers"
                        : "it has no usage of containers between "
                                + imported.from()
                                + " and "
                                + imported.to()
                                + "; see --until, --prometheus.history and prometheus.matchers");
    }

    private void add(UsageReading reading) {
        Map<String, HottestReplica> byName =
                containers.computeIfAbsent(reading.workload(), _ -> new TreeMap<>());
        for (ContainerReading container : reading.containers()) {
            Instant at = at(container);
            if (at != null) {
                HottestReplica replicas =
                        byName.computeIfAbsent(container.name(), _ -> new HottestReplica());
                int before = replicas.length();
                replicas.add(Windows.indexOf(at), container);
                windows += replicas.length() - before;
            }
        }
        if (windows > mostWindows) {
            throw new CannotStartException(
                    "the history in "
                            + config.url()
                            + " is too long for the memory that there is: more than "
                            + mostWindows
                            + " windows of five minutes; ask for part of it (--namespace, or a"
                            + " shorter --prometheus.history) or give it more memory"
                            + " (JDK_JAVA_OPTIONS=-Xmx8g)");
        }
    }

    private static @Nullable Instant at(ContainerReading container) {
        CpuReading cpu = container.cpu();
        MemoryReading memory = container.memory();
        return cpu != null ? cpu.at() : memory == null ? null : memory.at();
    }

    private List<Supplier<Trace>> series() {
        List<Supplier<Trace>> series = new ArrayList<>();
        containers.forEach((workload, byName) ->
                byName.forEach((container, replicas) -> {
                    String name =
                            workload.qualifiedKind() + '/' + workload.name() + '/' + container;
                    String where = where(workload.namespace() + '/' + name);
                    series.add(() ->
                            replicas.trace(workload.namespace(), name, asked.signal(), where));
                }));
        return series;
    }

    private List<Problem> problems(Imported imported) {
        List<Problem> problems = new ArrayList<>();
        for (Imported.Gap gap : imported.gaps()) {
            problems.add(
                    problem(
                            "nothing from " + gap.from() + " to " + gap.to() + ": " + gap.reason(),
                            1));
        }
        imported.failure()
                .ifPresent(failure ->
                        problems.add(
                                problem("nothing after " + imported.to() + ": " + failure, 1)));
        imported.warnings().forEach(warning -> problems.add(problem("it warned: " + warning, 1)));
        for (Unusable unusable : imported.left().unusable()) {
            problems.add(
                    new Problem(
                            where(unusable.container()) + " at " + unusable.first(),
                            0,
                            unusable.what() + "; left out",
                            unusable.count()));
        }
        if (imported.left().unowned() > 0) {
            problems.add(
                    problem(
                            "nobody tells whose pod it was (kube_pod_info, kube_pod_owner); left"
                                    + " out",
                            Math.toIntExact(
                                    Math.min(imported.left().unowned(), Integer.MAX_VALUE))));
        }
        return problems;
    }

    private Problem problem(String what, int count) {
        return new Problem(config.url().toString(), 0, what, count);
    }

    private String where(String what) {
        return config.url() + " " + what;
    }
}
