package io.headroom.recommender.size;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The estimation of the upstream Vertical Pod Autoscaler's recommender, to the millicore and byte:
 * a percentile of usage, plus a margin, widened by confidence, at least a share of a smallest pod.
 * Pure.
 *
 * @param minimum what must have been seen before a number is given
 * @param rounding what the numbers are rounded up to
 */
public record VpaStrategy(MinimumEvidence minimum, Rounding rounding) {
    public static final String NAME = "vpa";

    private static final double LOWER_PERCENTILE = 0.5;
    private static final double UPPER_PERCENTILE = 0.95;

    /** Divided evenly among the containers of a pod. */
    private static final Resources SMALLEST_POD =
            new Resources(new Cpu(25), Memory.ofMebibytes(250));

    /** One day of history: below it the upper bound is at least twice its percentile. */
    private static final double LITTLE_CONFIDENCE = 1;

    /** Numbers as they come. */
    public VpaStrategy(MinimumEvidence minimum) {
        this(minimum, Rounding.NONE);
    }

    /**
     * The multiples that numbers are rounded up to.
     *
     * @param cpuMillicores at least 1
     * @param memoryBytes at least 1
     */
    public record Rounding(long cpuMillicores, long memoryBytes) {
        public static final Rounding NONE = new Rounding(1, 1);
    }

    /** As upstream has it. */
    public List<ContainerRecommendation> advise(List<ContainerProfile> profiles, Instant asOf) {
        return advise(profiles, asOf, Tuning.DEFAULT);
    }

    /**
     * What to request for the long-running containers of one workload; those that end before the
     * others start, and those for debugging, are left out.
     *
     * @param asOf the time that the profiles hold for
     * @return by container name
     */
    public List<ContainerRecommendation> advise(
            List<ContainerProfile> profiles, Instant asOf, Tuning tuning) {
        List<ContainerProfile> sized =
                profiles.stream()
                        .filter(profile -> profile.type().longRunning())
                        .sorted(Comparator.comparing(ContainerProfile::name))
                        .toList();
        Estimates<Cpu> cpu = estimates(Part.CPU, sized.size(), tuning.cpu());
        Estimates<Memory> memory = estimates(Part.MEMORY, sized.size(), tuning.memory());
        return sized.stream()
                .map(profile ->
                        new ContainerRecommendation(
                                profile.name(),
                                profile.type(),
                                profile.requests(),
                                profile.limits(),
                                minimum.missing(profile, asOf)
                                        .<Advice>map(hold -> hold)
                                        .orElseGet(() -> resize(profile, cpu, memory))))
                .toList();
    }

    /** The days of history, and at most as many as there are samples for at one a minute. */
    public static double confidence(ContainerProfile profile) {
        return Usage.confidence(profile);
    }

    /** What to say of a container whose usage was never seen. */
    public ContainerRecommendation unseen(ContainerSpec container, Instant asOf) {
        return new ContainerRecommendation(
                container.name(),
                container.type(),
                container.requests(),
                container.limits(),
                minimum.unseen(asOf));
    }

    private Advice.Resize resize(
            ContainerProfile profile, Estimates<Cpu> cpu, Estimates<Memory> memory) {
        Usage<Cpu> cpuUsage = Usage.ofCpu(profile);
        Usage<Memory> memoryUsage = Usage.ofMemory(profile);
        Resources target =
                rounded(cpu.target().estimate(cpuUsage), memory.target().estimate(memoryUsage));
        List<Reason> reasons = new ArrayList<>();
        cpu.explain(cpuUsage, reasons);
        memory.explain(memoryUsage, reasons);
        double confidence = Usage.confidence(profile);
        if (confidence < LITTLE_CONFIDENCE) {
            reasons.add(
                    new Reason(
                            Reason.Code.LITTLE_HISTORY,
                            String.format(
                                    Locale.ROOT,
                                    "the bounds are wide: %d samples stand for %.2f days of history",
                                    profile.samples(),
                                    confidence)));
        }
        return new Advice.Resize(
                target,
                rounded(cpu.lower().estimate(cpuUsage), memory.lower().estimate(memoryUsage)),
                rounded(cpu.upper().estimate(cpuUsage), memory.upper().estimate(memoryUsage)),
                target,
                confidence,
                profile.samples(),
                reasons);
    }

    private Resources rounded(Cpu cpu, Memory memory) {
        return new Resources(
                cpu.roundedUpTo(rounding.cpuMillicores()),
                memory.roundedUpTo(rounding.memoryBytes()));
    }

    /** The target of one container, as if pods had no smallest size. */
    static <Q extends Quantity<Q>> Estimator<Q> targetBeforeFloor() {
        return Estimator.<Q>percentile(Tuning.Rule.DEFAULT.percentile())
                .withMargin(Tuning.Rule.DEFAULT.marginFraction());
    }

    static <Q extends Quantity<Q>> Estimates<Q> estimates(
            Part<Q> part, int containers, Tuning.Rule rule) {
        Q floor =
                rule.podMinimum()
                        ? part.orZero(SMALLEST_POD).scaled(1.0 / Math.max(containers, 1))
                        : part.zero();
        Estimator<Q> target =
                Estimator.<Q>percentile(rule.percentile()).withMargin(rule.marginFraction());
        // the bounds give way to a target that is asked for beyond them
        Estimator<Q> lower =
                Estimator.<Q>percentile(Math.min(LOWER_PERCENTILE, rule.percentile()))
                        .withMargin(rule.marginFraction());
        Estimator<Q> upper =
                Estimator.<Q>percentile(Math.max(UPPER_PERCENTILE, rule.percentile()))
                        .withMargin(rule.marginFraction());
        return new Estimates<>(
                new Start<>(part, rule, floor, containers),
                target.atLeast(floor),
                lower.widenedBy(0.001, -2).atLeast(floor),
                upper.widenedBy(1, 1).atLeast(floor));
    }

    /** What the estimates of one resource start from. */
    private record Start<Q extends Quantity<Q>>(
            Part<Q> part, Tuning.Rule rule, Q floor, int containers) {}

    /** How the three numbers of one resource come about. */
    record Estimates<Q extends Quantity<Q>>(
            Start<Q> start, Estimator<Q> target, Estimator<Q> lower, Estimator<Q> upper) {

        void explain(Usage<Q> usage, List<Reason> reasons) {
            Part<Q> part = start.part();
            Tuning.Rule rule = start.rule();
            Q base = usage.percentile().apply(rule.percentile());
            Q withMargin =
                    Estimator.<Q>percentile(rule.percentile())
                            .withMargin(rule.marginFraction())
                            .estimate(usage);
            reasons.add(
                    new Reason(
                            Reason.Code.PERCENTILE,
                            String.format(
                                    Locale.ROOT,
                                    "%s stayed below %s for %s %% of the weighted time; with %s %% margin %s",
                                    part,
                                    part.words(base),
                                    percent(rule.percentile()),
                                    percent(rule.marginFraction()),
                                    part.words(withMargin))));
            if (withMargin.isLessThan(start.floor())) {
                reasons.add(
                        new Reason(
                                Reason.Code.POD_MINIMUM,
                                String.format(
                                        Locale.ROOT,
                                        "%s raised to %s: %s for the smallest pod, shared by %d containers",
                                        part,
                                        part.words(start.floor()),
                                        part.words(part.orZero(SMALLEST_POD)),
                                        start.containers())));
            }
        }

        /** Without a fraction that says nothing: 90, 99.5. */
        private static String percent(double fraction) {
            return new BigDecimal(fraction * 100)
                    .round(new MathContext(6))
                    .stripTrailingZeros()
                    .toPlainString();
        }
    }
}
