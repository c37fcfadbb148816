package io.headroom.model.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What was known of everything around a pod when something was told of it. It travels with the fact
 * so that what is made of it never depends on how topics were interleaved.
 *
 * @param node null when the pod has none, or nothing is known of it
 * @param owner null likewise
 * @param namespaceDeleting whether the whole namespace is being deleted
 */
public record Surroundings(
        @Nullable NodeFact node, @Nullable OwnerFact owner, boolean namespaceDeleting) {}
