package io.headroom.model.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was known of everything around a pod when something was told of it. It travels with the fact
 * so that what is made of it never depends on how topics were interleaved.
 *
 * @param node null when the pod has none, or nothing is known of it
 * @param owner null likewise
 * @param namespaceDeleting whether the whole namespace is being deleted
 * @param cpuBefore of the instances that ended lately what they were read to use before
 */
public record Surroundings(
        @Nullable NodeFact node,
        @Nullable OwnerFact owner,
        boolean namespaceDeleting,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<CpuSpan> cpuBefore) {

    public Surroundings {
        cpuBefore = cpuBefore == null ? List.of() : List.copyOf(cpuBefore);
    }

    /** Nothing of the pod was read before an end, or none was lately. */
    public Surroundings(
            @Nullable NodeFact node, @Nullable OwnerFact owner, boolean namespaceDeleting) {
        this(node, owner, namespaceDeleting, List.of());
    }

    @Override
    public List<CpuSpan> cpuBefore() {
        return cpuBefore == null ? List.of() : cpuBefore;
    }

    /** The same with what was read before its containers ended. */
    public Surroundings with(List<CpuSpan> read) {
        return new Surroundings(node, owner, namespaceDeleting, read);
    }
}
