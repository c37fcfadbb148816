package io.headroom.recommender.scale.lint;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks an autoscaler against what is known of the cluster. What cannot be told for want of data
 * is left out, never guessed; that the data is wanting is a finding of its own.
 */
public final class Lint {
    /** Usage of a workload comes every few minutes. */
    private static final Duration OLD = Duration.ofMinutes(20);

    private Lint() {}

    /** The findings, in the order of {@link Code}; empty where nothing is wrong. */
    public static List<ScalingFinding> findings(Situation situation) {
        List<ScalingFinding> settings =
                switch (SpecReader.read(situation.autoscaler())) {
                    case SpecReader.Read.Known(var spec) ->
                            Stream.concat(
                                            SettingsChecks.findings(situation, spec),
                                            PastChecks.findings(situation, spec))
                                    .toList();
                    case SpecReader.Read.Unusable(List<ScalingFinding> findings) -> findings;
                };
        Set<Code> told = settings.stream().map(ScalingFinding::code).collect(Collectors.toSet());
        return Stream.of(
                        settings.stream(),
                        StatusChecks.findings(situation, told),
                        RivalChecks.findings(situation),
                        CapacityChecks.findings(situation),
                        usage(situation).stream())
                .flatMap(found -> found)
                .sorted((a, b) -> a.code().compareTo(b.code()))
                .toList();
    }

    /**
     * What the controller says of an autoscaler that scales nothing; null where it scales, or has
     * not said so. What KEDA has scaled to none, it will scale again.
     */
    public static AutoscalerState.@Nullable Condition inactive(AutoscalerState autoscaler) {
        return StatusChecks.inactive(autoscaler).orElse(null);
    }

    private static Optional<ScalingFinding> usage(Situation situation) {
        var past = situation.past();
        String name = SpecReader.name(situation.autoscaler());
        if (StatusChecks.hasNoTarget(situation) || situation.isScaledToNone()) {
            return Optional.empty();
        }
        if (past == null) {
            return Optional.of(
                    new ScalingFinding(
                            Code.USAGE_UNKNOWN,
                            "nothing is known yet of what %s uses, so that %s is checked by its settings alone: see whether the collector reads its pods."
                                    .formatted(situation.target(), name)));
        }
        if (isOld(situation)) {
            return Optional.of(
                    new ScalingFinding(
                            Code.USAGE_OLD,
                            "the latest usage of %s is of %s, so that %s is checked by its settings alone: see whether the collector still reads its pods."
                                    .formatted(situation.target(), past.readAt(), name)));
        }
        return Optional.empty();
    }

    /** Whether what is known of the past says nothing of the present. */
    static boolean isOld(Situation situation) {
        var past = situation.past();
        return past == null || past.readAt().plus(OLD).isBefore(situation.now());
    }
}
