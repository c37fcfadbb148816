package io.headroom.recommender.needs;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerTraits;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Spread;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Idle;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is found of the containers of one workload beside what a strategy makes of their usage, as
 * figures and as reasons. Pure.
 *
 * @param strategy the name of the one that gives the targets: those of {@code headroom} are raised
 *     where use was held down, those of others are as their makers have them
 * @param decidedAt the moment by which it is told what counts as a need
 * @param limitsGoWithRequests whether a lower request of memory lowers the limit
 * @param changedAt when the workload's youngest pod was made; null when not known
 */
public record Findings(
        WorkloadRef workload,
        String strategy,
        Risk risk,
        Demands demands,
        Idleness idleness,
        List<ContainerProfile> profiles,
        Instant decidedAt,
        PodShape shape,
        boolean limitsGoWithRequests,
        @Nullable Instant changedAt) {
    /** A replica that needs so many times what is usual is not served by the same size. */
    private static final double FAR = 2;

    /** Differences below these are not worth a word. */
    private static final Cpu LITTLE_CPU = new Cpu(50);

    private static final Memory LITTLE_MEMORY = Memory.ofMebibytes(128);

    private static final String BY_NODE = "DaemonSet";

    public Findings {
        profiles = List.copyOf(profiles);
    }

    /** What shapes the targets, before anything from outside bounds them. */
    public List<ContainerRecommendation> shaping(List<ContainerRecommendation> containers) {
        Map<String, ContainerProfile> byName = byName();
        return containers.stream()
                .map(container -> {
                    ContainerProfile profile = byName.get(container.name());
                    return profile == null || !(container.advice() instanceof Advice.Resize)
                            ? container
                            : shaping(container, profile);
                })
                .toList();
    }

    private ContainerRecommendation shaping(
            ContainerRecommendation container, ContainerProfile profile) {
        boolean own = strategy.equals(HeadroomStrategy.NAME);
        ContainerRecommendation found = container;
        if (demands.rules().perRun()) {
            found = runs(found, profile);
        }
        if (own) {
            found = pageCache(found, known(profile).pageCache());
        }
        found = AtLimit.apply(found, profile, risk, strategy, own);
        VirtualMachine machine = machine(container).orElse(null);
        return machine != null && limitsGoWithRequests
                ? HeapAdvice.holdingFixedHeap(found, machine, peak(profile))
                : found;
    }

    /**
     * What is said of the targets and limits as they came out.
     *
     * @param idle what is found of the whole workload; null for nothing
     */
    public List<ContainerRecommendation> telling(
            List<ContainerRecommendation> containers, @Nullable Idle idle) {
        Map<String, ContainerProfile> byName = byName();
        return containers.stream()
                .map(container -> {
                    ContainerProfile profile = byName.get(container.name());
                    ContainerRecommendation told =
                            profile == null ? container : telling(container, profile);
                    return idle == null ? told : because(told, Reason.Code.IDLE, idle.sentence());
                })
                .map(this::extended)
                .toList();
    }

    private ContainerRecommendation telling(
            ContainerRecommendation container, ContainerProfile profile) {
        ContainerRecommendation told = startup(container, profile);
        VirtualMachine machine = machine(container).orElse(null);
        if (machine != null) {
            told = HeapAdvice.told(told, machine, peak(profile));
        }
        return spread(told, profile.known().spread());
    }

    /** That the workload does next to nothing, if it does. */
    public Optional<Idle> idle(Instant asOf) {
        Resources requests = shape.requests(ContainerSpec::requests);
        return idleness.of(
                workload,
                profiles.stream().filter(profile -> profile.type().longRunning()).toList(),
                asOf,
                changedAt,
                requests);
    }

    private ContainerRecommendation runs(
            ContainerRecommendation container, ContainerProfile profile) {
        return Runs.of(demands.seen(profile))
                .figures()
                .map(figures -> container.needing(container.found().with(figures)))
                .orElse(container);
    }

    private Demand.Known known(ContainerProfile profile) {
        return demands.of(profile).at(decidedAt);
    }

    private ContainerRecommendation pageCache(
            ContainerRecommendation container, Needs.@Nullable PageCache cache) {
        if (cache == null) {
            return container;
        }
        String sentence =
                "of up to %s in use %s are resident, the rest is file pages"
                        .formatted(
                                new Memory(cache.workingSetBytes()).humanized(),
                                new Memory(cache.residentBytes()).humanized());
        String counted =
                demands.rules()
                        .cacheCounted()
                        .apply(container.name())
                        .map(why -> sentence + ", which count: " + why)
                        .orElse(
                                sentence
                                        + ", which the kernel takes back when it must: left out of"
                                        + " the request, not of the limit");
        return because(container, Reason.Code.PAGE_CACHE, counted)
                .needing(container.found().with(cache));
    }

    private ContainerRecommendation startup(
            ContainerRecommendation container, ContainerProfile profile) {
        Ring byAge = profile.known().cpuByAge();
        if (byAge == null
                || !strategy.equals(HeadroomStrategy.NAME)
                || !(container.advice() instanceof Advice.Resize resize)
                || resize.target().cpu() == null
                || !known(profile).startupApart()) {
            return container;
        }
        double target = resize.target().cpu().cores();
        double peak = 0;
        int minutes = 0;
        for (int minute = 0; minute < byAge.length(); minute++) {
            double cores = byAge.amount(minute, ByteScale.CPU_CORES);
            if (cores > target) {
                peak = Math.max(peak, cores);
                minutes = minute + 1;
            }
        }
        if (minutes == 0) {
            return container;
        }
        double factor = Math.ceil(10 * peak / target) / 10;
        Needs.Startup startup =
                new Needs.Startup(
                        profile.known().starts(), Math.round(1_000 * peak), factor, 60L * minutes);
        Resources limits = container.targetLimits();
        Cpu limit = limits == null ? null : limits.cpu();
        return because(
                        container,
                        Reason.Code.STARTUP_SPIKE,
                        String.format(
                                Locale.ROOT,
                                "after a start (%d were seen) up to %s of CPU are used for %d minutes, and"
                                        + " later less: sized for later; a startup boost of %.1f times"
                                        + " the request for %d s serves the start%s",
                                startup.starts(),
                                new Cpu(startup.peakMillicores()),
                                minutes,
                                factor,
                                startup.seconds(),
                                limit != null && limit.cores() < peak
                                        ? ", which the limit of %s slows down".formatted(limit)
                                        : ""))
                .needing(container.found().with(startup));
    }

    private ContainerRecommendation spread(
            ContainerRecommendation container, @Nullable Spread spread) {
        if (spread == null) {
            return container;
        }
        List<String> far = new ArrayList<>();
        far(
                far,
                "CPU",
                spread.least().cpu(),
                spread.median().cpu(),
                spread.most().cpu(),
                LITTLE_CPU,
                spread.cpuMostOn(),
                Cpu::toString);
        far(
                far,
                "memory",
                spread.least().memory(),
                spread.median().memory(),
                spread.most().memory(),
                LITTLE_MEMORY,
                spread.memoryMostOn(),
                Memory::humanized);
        if (far.isEmpty()) {
            return workload.kind().equals(BY_NODE)
                    ? container.needing(container.found().with(spread))
                    : container;
        }
        return because(
                        container,
                        Reason.Code.SPREAD,
                        "one size does not fit all %d %s: %s"
                                .formatted(
                                        spread.replicas(),
                                        workload.kind().equals(BY_NODE) ? "nodes" : "replicas",
                                        String.join("; ", far)))
                .needing(container.found().with(spread));
    }

    private static <Q extends Quantity<Q>> void far(
            List<String> far,
            String resource,
            @Nullable Q least,
            @Nullable Q median,
            @Nullable Q most,
            Q little,
            String node,
            Function<Q, String> words) {
        if (least != null
                && median != null
                && most != null
                && most.units() >= FAR * median.units()
                && most.units() - median.units() >= little.units()) {
            far.add(
                    "%s from %s over %s in the middle to %s on %s"
                            .formatted(
                                    resource,
                                    words.apply(least),
                                    words.apply(median),
                                    words.apply(most),
                                    node));
        }
    }

    private ContainerRecommendation extended(ContainerRecommendation container) {
        Map<String, Long> asked = said(container).extended();
        if (asked.isEmpty()) {
            return container;
        }
        Optional<Idleness.Seen> idle =
                profiles.stream()
                        .filter(profile -> profile.name().equals(container.name()))
                        .findFirst()
                        .flatMap(idleness::of);
        Needs.Extended.Use use =
                idle.isPresent() ? Needs.Extended.Use.IDLE : Needs.Extended.Use.REQUESTED;
        List<Needs.Extended> all =
                asked.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> new Needs.Extended(each.getKey(), each.getValue(), use))
                        .toList();
        String names =
                all.stream()
                        .map(each -> each.amount() + " " + each.name())
                        .collect(Collectors.joining(", "));
        return because(
                        container,
                        Reason.Code.EXTENDED,
                        idle.map(seen ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s requested, and the container has done nothing for"
                                                        + " %.1f days: so nothing with them",
                                                names,
                                                seen.days()))
                                .orElse(
                                        names
                                                + " requested; no source here tells how much of that is"
                                                + " used"))
                .needing(container.found().with(all));
    }

    private Optional<VirtualMachine> machine(ContainerRecommendation container) {
        return VirtualMachine.of(said(container));
    }

    private ContainerTraits said(ContainerRecommendation container) {
        return shape.containers().stream()
                .filter(each -> each.name().equals(container.name()))
                .findFirst()
                .map(ContainerSpec::said)
                .orElse(ContainerTraits.NONE);
    }

    private static @Nullable Memory peak(ContainerProfile profile) {
        double peak = profile.memoryPeak().amounts(ByteScale.MEMORY_BYTES).max().orElse(Double.NaN);
        return Double.isNaN(peak) ? null : Memory.ofBytes(peak);
    }

    private Map<String, ContainerProfile> byName() {
        return profiles.stream()
                .collect(Collectors.toMap(ContainerProfile::name, Function.identity()));
    }

    private static ContainerRecommendation because(
            ContainerRecommendation container, Reason.Code code, String sentence) {
        return container.advice() instanceof Advice.Resize resize
                ? container.with(resize.because(code, sentence))
                : container;
    }
}
