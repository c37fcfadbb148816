package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.fit.admission.Scarcest;
import io.headroom.recommender.scale.lint.Room.Size;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.size.PodShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether quotas and nodes can hold what an autoscaler may ask for. */
public final class CapacityChecks {
    private CapacityChecks() {}

    static Stream<ScalingFinding> findings(Situation situation) {
        List<ScalingFinding> found = new ArrayList<>();
        PodShape shape = shape(situation);
        if (shape.containers().isEmpty()) {
            return Stream.of();
        }
        PodTerms pod = Terms.next(situation.livePods(), shape);
        if (situation.livePods().size() < situation.autoscaler().maxReplicas()) {
            situation.quotas().stream()
                    .sorted(Comparator.comparing(QuotaState::name))
                    .flatMap(quota -> quota(situation, quota, pod).stream())
                    .forEach(found::add);
        }
        Size size = Size.of(Room.takenByNext(pod, shape.requests(ContainerSpec::requests)));
        if (situation.room().isKnown()) {
            Room.Fits fits = situation.room().fits(size);
            nodes(situation, fits.all()).ifPresent(found::add);
            loss(situation, size, fits).ifPresent(found::add);
        }
        return found.stream();
    }

    /** What the youngest pod is made of, else the template. */
    private static PodShape shape(Situation situation) {
        return situation
                .youngest()
                .map(PodShape::of)
                .orElseGet(() -> new PodShape(situation.template(), Resources.NONE));
    }

    private static Optional<ScalingFinding> quota(
            Situation situation, QuotaState quota, PodTerms pod) {
        AutoscalerState state = situation.autoscaler();
        return Scarcest.of(quota, pod, terms(situation.livePods()), situation.volumes().toCome())
                .filter(scarcest -> scarcest.pods() < state.maxReplicas())
                .map(scarcest ->
                        new ScalingFinding(
                                Code.MAX_ABOVE_QUOTA,
                                "%s may go to %d replicas of %s, but quota %s has %s for %d: raise the quota, or lower maxReplicas."
                                        .formatted(
                                                SpecReader.name(state),
                                                state.maxReplicas(),
                                                situation.target(),
                                                quota.name(),
                                                scarcest.line(),
                                                scarcest.pods())));
    }

    /**
     * How many replicas quotas let in, in place of those that are there.
     *
     * @param pod what each is
     * @param there those that are not over
     * @param volumes the claims of volumes of as many pods as are asked about
     * @return {@link Integer#MAX_VALUE} where they count nothing of such pods
     */
    public static int mostByQuota(
            Collection<QuotaState> quotas,
            PodTerms pod,
            Collection<PodState> there,
            Volumes volumes) {
        return tightest(quotas, pod, there, volumes)
                .map(tightest -> tightest.scarcest().pods())
                .orElse(Integer.MAX_VALUE);
    }

    /**
     * The quota that lets in the fewest of such replicas, and its line; the first by its name of
     * several. Empty where they count nothing of such pods.
     */
    public static Optional<Tightest> tightest(
            Collection<QuotaState> quotas,
            PodTerms pod,
            Collection<PodState> there,
            Volumes volumes) {
        List<PodTerms> now = terms(there);
        return quotas.stream()
                .flatMap(quota ->
                        Scarcest.of(quota, pod, now, volumes.toCome()).stream()
                                .map(scarcest -> new Tightest(quota.name(), scarcest)))
                .min(
                        Comparator.comparingInt((Tightest each) -> each.scarcest().pods())
                                .thenComparing(Tightest::quota));
    }

    /**
     * A quota and the line of it that is filled first.
     *
     * @param quota its name
     */
    public record Tightest(String quota, Scarcest scarcest) {}

    /**
     * How many replicas the nodes have room for: beside those that are there, as it is counted
     * here, and in place of them.
     *
     * @param requests of each
     * @param there those that are not over
     * @return {@link Integer#MAX_VALUE} where no node is known, or they request nothing and a node
     *     does not say how many pods it takes
     */
    public static int mostByNodes(Room room, Resources requests, Collection<PodState> there) {
        Size size = Size.of(requests);
        return room.isKnown()
                ? (int)
                        Math.min(
                                Integer.MAX_VALUE,
                                Math.min(
                                        there.size() + room.fits(size).all(),
                                        room.holdsInPlaceOf(there, size)))
                : Integer.MAX_VALUE;
    }

    private static List<PodTerms> terms(Collection<PodState> pods) {
        return pods.stream().map(Terms::of).toList();
    }

    /** A pod that waits for a node is held by none, and takes the room that there is for more. */
    private static Optional<ScalingFinding> nodes(Situation situation, long fits) {
        AutoscalerState state = situation.autoscaler();
        long held =
                fits
                        + situation.livePods().stream()
                                .map(PodState::node)
                                .filter(Objects::nonNull)
                                .count();
        return held >= state.maxReplicas()
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.MAX_ABOVE_NODES,
                                "%s may go to %d replicas of %s, but the nodes there are have room for %d: see that nodes can be added, or lower maxReplicas."
                                        .formatted(
                                                SpecReader.name(state),
                                                state.maxReplicas(),
                                                situation.target(),
                                                held)));
    }

    /** Whether what is left can take the pods of a zone that is lost, else those of a node. */
    private static Optional<ScalingFinding> loss(Situation situation, Size size, Room.Fits fits) {
        Room room = situation.room();
        Optional<ScalingFinding> zone =
                room.zones() > 1
                        ? loss(
                                situation,
                                size,
                                new Part(
                                        "zone",
                                        Code.NO_ROOM_FOR_ZONE_LOSS,
                                        room::zone,
                                        fits::withoutZone,
                                        room::lackingWithoutZone))
                        : Optional.empty();
        return zone.isPresent() || room.nodes() <= 1
                ? zone
                : loss(
                        situation,
                        size,
                        new Part(
                                "node",
                                Code.NO_ROOM_FOR_NODE_LOSS,
                                node -> node,
                                fits::withoutNode,
                                room::lackingWithoutNode));
    }

    /**
     * What may be lost at once.
     *
     * @param of the one that a node is in; null where that is not known
     * @param without how many pods of the size the others have room for
     * @param lacking what all its pods take beyond what the others have left
     */
    private record Part(
            String word,
            Code code,
            Function<String, @Nullable String> of,
            ToLongFunction<String> without,
            Function<String, Size> lacking) {}

    private static Optional<ScalingFinding> loss(Situation situation, Size size, Part part) {
        Map<String, Long> pods =
                situation.livePods().stream()
                        .map(PodState::node)
                        .flatMap(Stream::ofNullable)
                        .map(part.of())
                        .flatMap(Stream::ofNullable)
                        .collect(
                                Collectors.groupingBy(
                                        each -> each, TreeMap::new, Collectors.counting()));
        String name = SpecReader.name(situation.autoscaler());
        int all = situation.livePods().size();
        Lost worst = null;
        for (Map.Entry<String, Long> each : pods.entrySet()) {
            String gone = each.getKey();
            Lost lost =
                    new Lost(
                            gone,
                            each.getValue(),
                            part.without().applyAsLong(gone),
                            part.lacking().apply(gone).of(size));
            if (lost.pods() == all && !isMeantToBeOne(situation) && !areMoreToCome(situation)) {
                return Optional.of(
                        new ScalingFinding(
                                part.code(),
                                all == 1
                                        ? "%s, which %s scales, has one replica, and would have none without %s %s: raise minReplicas to 2 or more, and spread them (topologySpreadConstraints)."
                                                .formatted(
                                                        situation.target(), name, part.word(), gone)
                                        : "the %d replicas of %s, which %s scales, are all in %s %s and would be lost with it: spread them (topologySpreadConstraints)."
                                                .formatted(
                                                        all,
                                                        situation.target(),
                                                        name,
                                                        part.word(),
                                                        gone)));
            }
            if (worst == null || lost.isWorseThan(worst)) {
                worst = lost;
            }
        }
        if (worst == null || (worst.tooMany() <= 0 && worst.lacking().isNothing())) {
            return Optional.empty();
        }
        String of =
                worst.tooMany() > 0
                        ? "there is room for %d of the %d replicas of %s that are there"
                                .formatted(worst.room(), worst.pods(), situation.target())
                        : "the others lack %s for what all workloads have there, so that those of %s (%d) may wait"
                                .formatted(worst.lacking(), situation.target(), worst.pods());
        return Optional.of(
                new ScalingFinding(
                        part.code(),
                        "without %s %s %s, whatever %s asks for: keep room on the others, or see that nodes can be added."
                                .formatted(part.word(), worst.where(), of, name)));
    }

    /** More than one is not wanted, so that it is lost with whatever it is on. */
    private static boolean isMeantToBeOne(Situation situation) {
        return situation.autoscaler().maxReplicas() <= 1;
    }

    /** Its first pod is there, and its autoscaler asks for more already. */
    private static boolean areMoreToCome(Situation situation) {
        return situation.livePods().size() == 1 && situation.autoscaler().minReplicas() > 1;
    }

    /**
     * A place that is lost.
     *
     * @param pods of the workload that were there
     * @param room how many of them the others have room for, if nobody else wants it
     * @param lacking what all that were there take beyond it, as far as the workload's do
     */
    private record Lost(String where, long pods, long room, Size lacking) {
        long tooMany() {
            return pods - room;
        }

        boolean isWorseThan(Lost other) {
            long own = Math.max(0, tooMany());
            long others = Math.max(0, other.tooMany());
            return own == others ? other.lacking.isNothing() && !lacking.isNothing() : own > others;
        }
    }
}
