package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.scale.replay.LoadShares;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings that do not do what they seem to, for the containers that there are. */
final class SettingsChecks {
    private static final double MILLI = 1_000;

    private SettingsChecks() {}

    static Stream<ScalingFinding> findings(Situation situation, HpaSpec spec) {
        List<ScalingFinding> found = new ArrayList<>();
        String name = SpecReader.name(situation.autoscaler());
        if (spec.minReplicas() == spec.maxReplicas()) {
            found.add(
                    new ScalingFinding(
                            Code.MIN_EQUALS_MAX,
                            "%s has minReplicas and maxReplicas %d and so scales nothing: raise maxReplicas, or delete it and set the replicas of %s."
                                    .formatted(name, spec.maxReplicas(), situation.target())));
        } else if (situation.autoscaler().target().kind().equals("StatefulSet")) {
            found.add(
                    new ScalingFinding(
                            Code.STATEFUL_TARGET,
                            "%s scales %s, whose new replicas begin without the data of the others and whose removed ones leave theirs behind: see that its members share or move it, else set the replicas by hand."
                                    .formatted(name, situation.target())));
        }
        for (HpaMetric metric : spec.metrics()) {
            switch (metric) {
                case HpaMetric.Resource resource ->
                        resource(
                                situation,
                                resource,
                                situation.containers(),
                                situation.asAWhole(),
                                spec,
                                found);
                case HpaMetric.ContainerResource resource -> {
                    List<ContainerSpec> own = own(situation, resource);
                    if (own.isEmpty() && !situation.containers().isEmpty()) {
                        found.add(
                                new ScalingFinding(
                                        Code.CONTAINER_MISSING,
                                        "%s scales by the %s of container %s, which %s does not have: name one of %s."
                                                .formatted(
                                                        name,
                                                        resource.name(),
                                                        resource.container(),
                                                        situation.target(),
                                                        String.join(
                                                                ", ",
                                                                situation.containers().stream()
                                                                        .map(ContainerSpec::name)
                                                                        .toList()))));
                    }
                    resource(situation, resource, own, Optional.empty(), spec, found);
                }
                case HpaMetric.Pods _, HpaMetric.OfObject _, HpaMetric.External _ -> {}
            }
        }
        return found.stream();
    }

    private static void resource(
            Situation situation,
            HpaMetric metric,
            List<ContainerSpec> containers,
            Optional<PodTerms> asAWhole,
            HpaSpec spec,
            List<ScalingFinding> found) {
        String name = SpecReader.name(situation.autoscaler());
        if (metric.target() instanceof MetricTarget.Utilization
                && whole(asAWhole.map(PodTerms::requests), metric.name()).isEmpty()) {
            containers.stream()
                    .flatMap(each -> request(situation, metric, each, name).stream())
                    .forEach(found::add);
        }
        Optional<Most> most = most(situation, metric, containers, asAWhole);
        OptionalDouble target = target(metric, containers, asAWhole);
        if (most.isEmpty() || target.isEmpty()) {
            return;
        }
        double highest =
                ratio(
                        metric,
                        most.get().used(),
                        target.getAsDouble(),
                        requests(metric, containers, asAWhole));
        if (highest <= 1 + tolerance(spec)) {
            found.add(
                    new ScalingFinding(
                            Code.TARGET_UNREACHABLE,
                            "%s can never scale up by %s: its target is %s for each pod, and %s; lower the target, or raise the limits."
                                    .formatted(
                                            name,
                                            metric.name(),
                                            amount(metric.name(), (long) target.getAsDouble()),
                                            most.get().words(situation, metric))));
        }
    }

    /**
     * The most that a metric can come to.
     *
     * @param used of each pod or of the container of it that counts, in millicores or bytes
     * @param first the container that is at its limit by then; null where all are that count
     */
    private record Most(long used, @Nullable String first) {

        String words(Situation situation, HpaMetric metric) {
            String most = amount(metric.name(), used);
            return first == null
                    ? "the limits of the containers of %s end at %s"
                            .formatted(situation.target(), most)
                    : "as load was seen to fall upon the containers of %s, container %s is at its limit once that is %s"
                            .formatted(situation.target(), first, most);
        }
    }

    /**
     * Of CPU it is over with the container that is full first: what others might still use nobody
     * asks of them. Empty where nothing bounds it, and of what nothing is known to.
     */
    private static Optional<Most> most(
            Situation situation,
            HpaMetric metric,
            List<ContainerSpec> containers,
            Optional<PodTerms> asAWhole) {
        OptionalLong whole = whole(asAWhole.map(PodTerms::limits), metric.name());
        if (!metric.name().equals(HpaMetric.CPU) || containers.isEmpty()) {
            OptionalLong most = whole.isPresent() ? whole : sum(containers, metric.name(), true);
            return most.isPresent()
                    ? Optional.of(new Most(most.getAsLong(), null))
                    : Optional.empty();
        }
        return shares(situation)
                .full(
                        situation.containers(),
                        metric instanceof HpaMetric.ContainerResource one ? one.container() : null,
                        whole.isPresent()
                                ? OptionalDouble.of(whole.getAsLong() / MILLI)
                                : OptionalDouble.empty())
                .map(full -> new Most(Math.round(full.cores() * MILLI), full.container()));
    }

    private static LoadShares shares(Situation situation) {
        Situation.Past past = situation.past();
        return past == null
                ? LoadShares.UNKNOWN
                : LoadShares.of(
                        past.containers(),
                        situation.containers(),
                        Windows.indexOf(past.asOf()) - Windows.PER_RING,
                        Windows.indexOf(past.asOf()));
    }

    /** What a metric comes to, as times its target; a utilization is in whole percent. */
    private static double ratio(HpaMetric metric, long used, double target, OptionalLong requests) {
        return metric.target() instanceof MetricTarget.Utilization(int percent)
                ? Math.floor(100.0 * used / requests.getAsLong()) / percent
                : used / target;
    }

    /** How far above its target a metric may be, as a fraction, without a move. */
    static double tolerance(HpaSpec spec) {
        Double own = spec.behavior() == null ? null : spec.behavior().scaleUp().tolerance();
        return own == null ? ControllerSettings.DEFAULT.tolerance() : own;
    }

    private static Optional<ScalingFinding> request(
            Situation situation, HpaMetric metric, ContainerSpec container, String name) {
        Long units = units(container.requests(), metric.name());
        if ((units != null && units > 0) || !isKnown(metric.name())) {
            return Optional.empty();
        }
        String which =
                situation.isInjected(container.name())
                        ? "container %s, which is injected into the pods of %s"
                                .formatted(container.name(), situation.target())
                        : "container %s of %s".formatted(container.name(), situation.target());
        return Optional.of(
                new ScalingFinding(
                        units == null ? Code.REQUEST_MISSING : Code.REQUEST_ZERO,
                        "%s has a utilization of %s as its target, but %s requests %s: give it a request%s, or scale by averageValue or by one container (ContainerResource)."
                                .formatted(
                                        name,
                                        metric.name(),
                                        which,
                                        units == null ? "none" : "0 of it",
                                        situation.isInjected(container.name())
                                                ? " where it is injected"
                                                : "")));
    }

    private static List<ContainerSpec> own(
            Situation situation, HpaMetric.ContainerResource resource) {
        return situation.containers().stream()
                .filter(each -> each.name().equals(resource.container()))
                .toList();
    }

    /**
     * What each pod, or the container of it that counts, may use before it is one too few, in
     * millicores or bytes; empty where that is not known, or it is not CPU or memory that counts.
     */
    static OptionalDouble target(Situation situation, HpaMetric metric) {
        return switch (metric) {
            case HpaMetric.Resource _ ->
                    target(metric, situation.containers(), situation.asAWhole());
            case HpaMetric.ContainerResource resource ->
                    target(metric, own(situation, resource), Optional.empty());
            case HpaMetric.Pods _, HpaMetric.OfObject _, HpaMetric.External _ ->
                    OptionalDouble.empty();
        };
    }

    private static OptionalLong requests(
            HpaMetric metric, List<ContainerSpec> containers, Optional<PodTerms> asAWhole) {
        OptionalLong whole = whole(asAWhole.map(PodTerms::requests), metric.name());
        return whole.isPresent() ? whole : sum(containers, metric.name(), false);
    }

    private static OptionalDouble target(
            HpaMetric metric, List<ContainerSpec> containers, Optional<PodTerms> asAWhole) {
        return switch (metric.target()) {
            case MetricTarget.Utilization(int percent) -> {
                OptionalLong requests = requests(metric, containers, asAWhole);
                yield requests.isEmpty() || requests.getAsLong() == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(requests.getAsLong() * (percent / 100.0));
            }
            case MetricTarget.AverageValue(long thousandths) ->
                    OptionalDouble.of(
                            metric.name().equals(HpaMetric.CPU)
                                    ? thousandths
                                    : thousandths / 1_000.0);
            case MetricTarget.Value _ -> OptionalDouble.empty();
        };
    }

    /** Empty where a pod asks for nothing of it as a whole. */
    private static OptionalLong whole(Optional<Map<String, BigDecimal>> amounts, String resource) {
        return amounts.map(all -> all.get(resource))
                .map(amount ->
                        OptionalLong.of(
                                resource.equals(HpaMetric.CPU)
                                        ? amount.movePointRight(3).longValue()
                                        : amount.longValue()))
                .orElse(OptionalLong.empty());
    }

    /** Empty where there is no container, or one that says nothing. */
    private static OptionalLong sum(
            List<ContainerSpec> containers, String resource, boolean limits) {
        long sum = 0;
        for (ContainerSpec container : containers) {
            Long units = units(limits ? container.limits() : container.requests(), resource);
            if (units == null) {
                return OptionalLong.empty();
            }
            sum += units;
        }
        return containers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    private static boolean isKnown(String resource) {
        return resource.equals(HpaMetric.CPU) || resource.equals(HpaMetric.MEMORY);
    }

    private static @Nullable Long units(Resources amounts, String resource) {
        Cpu cpu = amounts.cpu();
        Memory memory = amounts.memory();
        return switch (resource) {
            case HpaMetric.CPU -> cpu == null ? null : Long.valueOf(cpu.millicores());
            case HpaMetric.MEMORY -> memory == null ? null : Long.valueOf(memory.bytes());
            default -> null;
        };
    }

    private static String amount(String resource, long units) {
        return resource.equals(HpaMetric.CPU)
                ? new Cpu(units).toString()
                : new Memory(units).humanized();
    }
}
