package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of which namespaces can be counted what their pods may ask for: sums are of 64 bits. */
final class Countable {
    /** Beyond any cluster: bytes, or thousandths of cores. Far from where sums turn round. */
    private static final double MOST = 0x1p58;

    private Countable() {}

    /**
     * Those that cannot be counted beside the others, and why, by name; of several those that may
     * ask for most.
     *
     * @param namespaces that share quotas, or one
     */
    static SortedMap<String, String> leftOut(List<NamespaceFacts> namespaces) {
        SortedMap<String, String> leftOut = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            List<NamespaceFacts> byMost =
                    namespaces.stream()
                            .filter(facts -> !leftOut.containsKey(facts.namespace()))
                            .sorted(
                                    Comparator.comparingDouble(
                                            (NamespaceFacts facts) -> -most(facts, kind)))
                            .toList();
            double sum = byMost.stream().mapToDouble(facts -> most(facts, kind)).sum();
            for (NamespaceFacts facts : byMost) {
                if (sum <= MOST) {
                    break;
                }
                leftOut.put(facts.namespace(), why(facts, kind));
                sum -= most(facts, kind);
            }
        }
        return leftOut;
    }

    private static String why(NamespaceFacts facts, Kind kind) {
        return "its pods may ask for more %s than can be counted%s, most of it those of %s: lower what they ask for or its autoscaler's maximum"
                .formatted(
                        kind.resourceName(),
                        most(facts, kind) > MOST
                                ? ""
                                : " beside those of the namespaces that share its quotas",
                        facts.members().stream()
                                .max(Comparator.comparingDouble(member -> most(member, kind)))
                                .orElseThrow()
                                .workload()
                                .key());
    }

    private static double most(NamespaceFacts facts, Kind kind) {
        return facts.members().stream().mapToDouble(member -> most(member, kind)).sum();
    }

    private static double most(Member member, Kind kind) {
        double largest =
                Stream.concat(
                                Stream.of(member.shape().containers()),
                                member.pods().stream().map(pod -> pod.containers()))
                        .mapToDouble(containers -> ofPod(containers, kind))
                        .max()
                        .orElse(0);
        double pods = (double) member.replicas().most() + member.replicas().surge();
        return (pods + member.pods().size()) * largest;
    }

    private static double ofPod(List<ContainerSpec> containers, Kind kind) {
        return containers.stream()
                .mapToDouble(container ->
                        units(kind.of(container.requests())) + units(kind.of(container.limits())))
                .sum();
    }

    private static double units(@Nullable Quantity<?> amount) {
        return amount == null ? 0 : amount.units();
    }
}
