package io.headroom.recommender.fit;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Claims on the quotas of a namespace. */
final class Claims {
    private Claims() {}

    static WorkloadRef workload(String name) {
        return new WorkloadRef("shop", "Deployment", "apps", name);
    }

    /** Pods of one container without limits. */
    static Claim claim(String name, int priority, int pods, Amount cpu, Amount memory) {
        return claim(name, priority, pods, List.of(app(cpu, memory)));
    }

    static Claim claim(String name, int priority, int pods, List<Want> containers) {
        return new Claim(
                workload(name), priority, pods, pods, 0, containers, Resources.NONE, Map.of());
    }

    static Want app(Amount cpu, Amount memory) {
        return new Want("app", ContainerType.APP, cpu, memory);
    }

    /** A request that may be cut to {@code least}, without a limit. */
    static Amount between(long least, long request) {
        return limited(least, request, Amount.NONE);
    }

    static Amount limited(long least, long request, long limit) {
        return new Amount(request, least, limit, 0, Double.POSITIVE_INFINITY, false);
    }

    static QuotaLine line(String resource, long hard, Claim... counted) {
        return line("quota", resource, hard, List.of(counted));
    }

    static QuotaLine line(String quota, String resource, long hard, List<Claim> counted) {
        return new QuotaLine(
                quota,
                resource,
                hard,
                0,
                counted.stream().map(Claim::workload).collect(Collectors.toSet()));
    }

    static Set<WorkloadRef> workloads(Claim... claims) {
        return Arrays.stream(claims).map(Claim::workload).collect(Collectors.toSet());
    }
}
