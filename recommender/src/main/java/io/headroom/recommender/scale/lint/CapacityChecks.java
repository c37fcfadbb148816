package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.fit.admission.ClaimCharge;
import io.headroom.recommender.scale.lint.Room.Size;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether quotas and nodes can hold what an autoscaler may ask for. */
public final class CapacityChecks {
    /** More than any cluster holds. */
    private static final int MOST_PODS = 1_000_000;

    private CapacityChecks() {}

    static Stream<ScalingFinding> findings(Situation situation) {
        List<ScalingFinding> found = new ArrayList<>();
        PodShape shape = shape(situation);
        int more = situation.autoscaler().maxReplicas() - situation.livePods().size();
        if (shape.containers().isEmpty()) {
            return Stream.of();
        }
        if (more > 0) {
            situation.quotas().stream()
                    // which pods a quota with scopes counts is not known
                    .filter(quota -> quota.scopes().isEmpty())
                    .sorted(Comparator.comparing(QuotaState::name))
                    .flatMap(quota -> quota(situation, quota, shape, more).stream())
                    .forEach(found::add);
        }
        Size size = Size.of(shape);
        if (situation.room().isKnown() && !size.isNothing()) {
            nodes(situation, size, more).ifPresent(found::add);
            loss(situation, size).ifPresent(found::add);
        }
        return found.stream();
    }

    /** What the youngest pod is made of, else the template. */
    private static PodShape shape(Situation situation) {
        return situation.livePods().stream()
                .max(Comparator.comparing(PodState::createdAt).thenComparing(PodState::uid))
                .map(PodShape::of)
                .orElseGet(() -> {
                    var workload = situation.workload();
                    return workload == null
                            ? PodShape.UNKNOWN
                            : new PodShape(workload.containers(), Resources.NONE);
                });
    }

    private static Optional<ScalingFinding> quota(
            Situation situation, QuotaState quota, PodShape shape, int more) {
        AutoscalerState state = situation.autoscaler();
        return scarcest(quota, shape, situation.volumes(), situation.livePods().size(), more)
                .map(scarce ->
                        new ScalingFinding(
                                Code.MAX_ABOVE_QUOTA,
                                "%s may go to %d replicas of %s, but quota %s has %s for %d: raise the quota, or lower maxReplicas."
                                        .formatted(
                                                SpecReader.name(state),
                                                state.maxReplicas(),
                                                situation.target(),
                                                quota.name(),
                                                scarce.resource(),
                                                situation.livePods().size() + scarce.fits())));
    }

    /**
     * What of a quota ends first.
     *
     * @param fits for how many more pods it is enough
     */
    private record Scarce(String resource, long fits) {}

    /**
     * How many replicas the quotas of a namespace hold.
     *
     * @param quotas those with scopes are left out: which pods they count is not known
     * @param shape what a pod is made of
     * @param volumes the claims of volumes of as many pods as are asked about
     * @param live how many there are
     * @return empty where they say nothing of such pods
     */
    public static OptionalInt mostByQuota(
            Collection<QuotaState> quotas, PodShape shape, Volumes volumes, int live) {
        return quotas.stream()
                .filter(quota -> quota.scopes().isEmpty())
                .flatMap(quota -> scarcest(quota, shape, volumes, live, MOST_PODS).stream())
                .mapToInt(scarce -> Math.toIntExact(live + scarce.fits()))
                .min();
    }

    /** Empty where it is enough for all of them. */
    private static Optional<Scarce> scarcest(
            QuotaState quota, PodShape shape, Volumes volumes, int live, int more) {
        String scarcest = null;
        long fits = more;
        for (Map.Entry<String, BigDecimal> line : new TreeMap<>(quota.hard()).entrySet()) {
            BigDecimal left =
                    line.getValue()
                            .subtract(quota.used().getOrDefault(line.getKey(), BigDecimal.ZERO));
            long holds =
                    ClaimCharge.isOfClaims(line.getKey())
                            ? holds(left, line.getKey(), volumes, live, more)
                            : holds(left, perPod(line.getKey(), shape), more);
            if (holds < fits) {
                fits = holds;
                scarcest = line.getKey();
            }
        }
        return scarcest == null ? Optional.empty() : Optional.of(new Scarce(scarcest, fits));
    }

    private static long holds(BigDecimal left, BigDecimal each, int more) {
        if (each.signum() <= 0) {
            return more;
        }
        return left.signum() <= 0
                ? 0
                : left.divide(each, 0, RoundingMode.FLOOR)
                        .min(BigDecimal.valueOf(more))
                        .longValueExact();
    }

    /** A claim of a volume that is there is used already; the others are made pod by pod. */
    private static long holds(BigDecimal left, String line, Volumes volumes, int live, int more) {
        BigDecimal sum = BigDecimal.ZERO;
        int pods = 0;
        for (List<VolumeClaimState> ofPod : volumes.toCome()) {
            for (VolumeClaimState claim : ofPod) {
                sum = sum.add(ClaimCharge.of(claim).getOrDefault(line, BigDecimal.ZERO));
            }
            if (sum.signum() > 0 && sum.compareTo(left) > 0) {
                return Math.max(0, pods - live);
            }
            pods++;
        }
        return more;
    }

    /** What one more pod takes of a quota's resource, in base units; 0 where that is not known. */
    private static BigDecimal perPod(String resource, PodShape shape) {
        return switch (resource) {
            case "pods", "count/pods" -> BigDecimal.ONE;
            case "cpu", "requests.cpu" -> cores(Size.of(shape).millicores());
            case "memory", "requests.memory" -> BigDecimal.valueOf(Size.of(shape).bytes());
            case "limits.cpu" -> cores(limit(shape, Size::millicores));
            case "limits.memory" -> BigDecimal.valueOf(limit(shape, Size::bytes));
            default -> BigDecimal.ZERO;
        };
    }

    private static BigDecimal cores(long millicores) {
        return BigDecimal.valueOf(millicores, 3);
    }

    /** The overhead counts where something is limited, as admission has it. */
    private static long limit(PodShape shape, ToLongFunction<Size> amount) {
        PodShape bare = new PodShape(shape.containers(), Resources.NONE);
        return amount.applyAsLong(Size.of(bare.requests(ContainerSpec::limits))) == 0
                ? 0
                : amount.applyAsLong(Size.of(shape.requests(ContainerSpec::limits)));
    }

    private static Optional<ScalingFinding> nodes(Situation situation, Size size, int more) {
        AutoscalerState state = situation.autoscaler();
        long fits = situation.room().holds(size, _ -> true);
        return fits >= more
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.MAX_ABOVE_NODES,
                                "%s may go to %d replicas of %s, but the nodes there are have room for %d: see that nodes can be added, or lower maxReplicas."
                                        .formatted(
                                                SpecReader.name(state),
                                                state.maxReplicas(),
                                                situation.target(),
                                                situation.livePods().size() + fits)));
    }

    /** Whether what is left can take the pods of a zone that is lost, else those of a node. */
    private static Optional<ScalingFinding> loss(Situation situation, Size size) {
        Room room = situation.room();
        if (room.zones() > 1) {
            Optional<ScalingFinding> zone =
                    loss(situation, size, room::zone, "zone", Code.NO_ROOM_FOR_ZONE_LOSS);
            if (zone.isPresent()) {
                return zone;
            }
        }
        return room.nodes() > 1
                ? loss(situation, size, node -> node, "node", Code.NO_ROOM_FOR_NODE_LOSS)
                : Optional.empty();
    }

    private static Optional<ScalingFinding> loss(
            Situation situation,
            Size size,
            Function<String, @Nullable String> domain,
            String word,
            Code code) {
        Map<String, Long> pods =
                situation.livePods().stream()
                        .map(PodState::node)
                        .flatMap(Stream::ofNullable)
                        .map(domain)
                        .flatMap(Stream::ofNullable)
                        .collect(
                                Collectors.groupingBy(
                                        each -> each, TreeMap::new, Collectors.counting()));
        String worst = null;
        long lost = 0;
        for (Map.Entry<String, Long> each : pods.entrySet()) {
            if (each.getValue() > lost) {
                lost = each.getValue();
                worst = each.getKey();
            }
        }
        if (worst == null) {
            return Optional.empty();
        }
        String gone = worst;
        String name = SpecReader.name(situation.autoscaler());
        if (lost == situation.livePods().size()) {
            return Optional.of(
                    new ScalingFinding(
                            code,
                            lost == 1
                                    ? "%s, which %s scales, has one replica, and would have none without %s %s: raise minReplicas to 2 or more, and spread them (topologySpreadConstraints)."
                                            .formatted(situation.target(), name, word, gone)
                                    : "the %d replicas of %s, which %s scales, are all in %s %s and would be lost with it: spread them (topologySpreadConstraints)."
                                            .formatted(
                                                    lost, situation.target(), name, word, gone)));
        }
        long left = situation.room().holds(size, node -> !gone.equals(domain.apply(node)));
        return left >= lost
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                code,
                                "without %s %s there is room for %d of the %d replicas of %s that are there, whatever %s asks for: keep room on the others, or see that nodes can be added."
                                        .formatted(
                                                word, gone, left, lost, situation.target(), name)));
    }
}
