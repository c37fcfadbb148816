package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether what pods may ask for can be counted at all: sums are of 64 bits. */
final class Countable {
    /** Beyond any cluster: bytes, or thousandths of cores. Far from where sums turn round. */
    private static final double MOST = 0x1p58;

    private Countable() {}

    /**
     * @throws ArithmeticException where it cannot; names who asks for most
     */
    static void check(List<NamespaceFacts> namespaces) {
        List<Member> members =
                namespaces.stream().flatMap(facts -> facts.members().stream()).toList();
        for (Kind kind : Kind.values()) {
            double sum = members.stream().mapToDouble(member -> most(member, kind)).sum();
            if (sum > MOST) {
                throw new ArithmeticException(
                        "its pods may ask for more %s than can be counted, most of it those of %s: lower what they ask for or its autoscaler's maximum"
                                .formatted(
                                        kind.resourceName(),
                                        members.stream()
                                                .max(
                                                        Comparator.comparingDouble(
                                                                member -> most(member, kind)))
                                                .orElseThrow()
                                                .workload()
                                                .key()));
            }
        }
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
