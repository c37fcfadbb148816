package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VolumeClaimState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The claims of volumes of a workload's pods. A StatefulSet makes those alone that are not there,
 * pod by pod, each pod's before the pod.
 *
 * @param there those that are known to exist, whether there is a pod for them or not
 * @param toCome by pod, in the order of their ordinals, those that are made for it
 */
public record Volumes(List<VolumeClaimState> there, List<List<VolumeClaimState>> toCome) {
    /** Of pods that get none of their own. */
    public static final Volumes NONE = new Volumes(List.of(), List.of());

    public Volumes {
        there = List.copyOf(there);
        toCome = toCome.stream().map(List::copyOf).toList();
    }

    /**
     * Of a StatefulSet.
     *
     * @param most how many pods it may have
     * @param known all claims of its namespace
     * @param pods those that it has: one that has a node has its claims, known or not
     * @param defaultClass the StorageClass of claims that name none; null where there is none
     */
    public static Volumes of(
            WorkloadRef workload,
            ClaimTemplates templates,
            int most,
            Collection<VolumeClaimState> known,
            Collection<PodState> pods,
            @Nullable String defaultClass) {
        Set<String> names = new HashSet<>();
        known.forEach(claim -> names.add(claim.name()));
        Set<String> started = new HashSet<>();
        pods.stream().filter(pod -> pod.node() != null).forEach(pod -> started.add(pod.name()));
        List<List<VolumeClaimState>> toCome = new ArrayList<>();
        for (int pod = 0; pod < most; pod++) {
            int ordinal = templates.firstOrdinal() + pod;
            toCome.add(
                    started.contains(workload.name() + '-' + ordinal)
                            ? List.of()
                            : templates.templates().stream()
                                    .map(each -> each.claim(workload, ordinal, defaultClass))
                                    .filter(claim -> !names.contains(claim.name()))
                                    .toList());
        }
        return new Volumes(
                known.stream().filter(claim -> isOf(workload, templates, claim)).toList(), toCome);
    }

    private static boolean isOf(
            WorkloadRef workload, ClaimTemplates templates, VolumeClaimState claim) {
        return templates.templates().stream()
                .map(each -> each.name() + '-' + workload.name() + '-')
                .anyMatch(prefix ->
                        claim.name().startsWith(prefix)
                                && claim.name().substring(prefix.length()).matches("[0-9]+"));
    }

    Stream<VolumeClaimState> all() {
        return Stream.concat(there.stream(), toCome.stream().flatMap(List::stream));
    }

    /** Those that are made for the first so many pods. */
    List<VolumeClaimState> toCome(int pods) {
        return toCome.stream().limit(pods).flatMap(List::stream).toList();
    }
}
