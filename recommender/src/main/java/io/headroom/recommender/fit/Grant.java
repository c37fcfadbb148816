package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Amount.Given;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * What a plan gives a workload.
 *
 * @param pods how many may exist at once, those of a rollout's surge included
 * @param cpu by container, in the order of the claim
 * @param memory likewise
 */
public record Grant(Claim claim, int pods, List<Given> cpu, List<Given> memory) {

    public Grant {
        cpu = List.copyOf(cpu);
        memory = List.copyOf(memory);
    }

    /** All that is wanted. */
    static Grant wanted(Claim claim) {
        return of(
                claim,
                claim.atOnce(),
                amount -> new Given(amount.request(), amount.mostOfLimit(amount.request())));
    }

    /** No less is planned for its pods. */
    static Grant least(Claim claim) {
        return of(
                claim,
                claim.atOnce(),
                amount -> new Given(amount.least(), amount.leastOfLimit(amount.least())));
    }

    private static Grant of(Claim claim, int pods, Function<Amount, Given> given) {
        return new Grant(
                claim,
                pods,
                claim.containers().stream().map(want -> given.apply(want.cpu())).toList(),
                claim.containers().stream().map(want -> given.apply(want.memory())).toList());
    }

    List<Given> given(Counted.Kind kind) {
        return kind == Counted.Kind.CPU ? cpu : memory;
    }

    Grant with(Counted.Kind kind, List<Given> given) {
        return kind == Counted.Kind.CPU
                ? new Grant(claim, pods, given, memory)
                : new Grant(claim, pods, cpu, given);
    }

    Grant with(int fewer) {
        return new Grant(claim, fewer, cpu, memory);
    }

    /** Those pods that stay: what a rollout starts beside them comes and goes. */
    Grant staying() {
        return with(Math.min(pods, claim.pods()));
    }

    /** Whether each pod is given what another one's is. */
    boolean gives(Grant other) {
        return cpu.equals(other.cpu) && memory.equals(other.memory);
    }

    /** Whether as many pods are given the same. */
    boolean isLike(Grant other) {
        return pods == other.pods && gives(other);
    }

    /** The same to another claim on the same pods. */
    Grant of(Claim other) {
        return new Grant(other, pods, cpu, memory);
    }

    /** What all its pods count for on a line of this name, and what it takes to make them. */
    long charge(String resource) {
        Rollout rollout = claim.rollout();
        if (rollout != null && rollout.makes().equals(resource)) {
            return rollout.isNeededFor(this) ? 1 : 0;
        }
        return claim.held().isEmpty()
                ? Math.multiplyExact(pods, perPod(resource))
                : ofHeld(resource);
    }

    /** Of fewer pods than there are the largest; those to come are like any other. */
    private long ofHeld(String resource) {
        long each = perPod(resource);
        return LongStream.concat(
                        claim.held().stream()
                                .mapToLong(pod -> -pod.getOrDefault(resource, 0L))
                                .sorted()
                                .map(Math::negateExact),
                        LongStream.generate(() -> each))
                .limit(pods)
                .reduce(0, Math::addExact);
    }

    /** What one pod counts for. */
    long perPod(String resource) {
        return Counted.of(resource)
                .map(this::perPod)
                .orElseGet(() ->
                        switch (resource) {
                            case "pods", "count/pods" -> 1L;
                            default -> claim.others().getOrDefault(resource, 0L);
                        });
    }

    long perPod(Counted counted) {
        Long whole = claim.whole().get(counted);
        if (whole != null) {
            return whole + claim.overhead(counted.kind());
        }
        return counted.ofPod(
                claim.containers(), given(counted.kind()), claim.overhead(counted.kind()));
    }
}
