package io.headroom.model.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.ContainerType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What LimitRanges and ResourceQuotas look at in a pod. All amounts are exact and by the name that
 * Kubernetes gives the resource, in base units (cores, bytes, pieces).
 *
 * @param containers in the order of the specification, init containers first; without ephemeral
 *     ones, which nobody counts
 * @param whole whether the specification has {@code resources} of the pod as a whole, be they empty
 * @param requests of the pod as a whole; empty where it sets none
 * @param limits likewise
 * @param overhead what running it takes beside its containers
 * @param priorityClass the name of its PriorityClass; null for none
 * @param priority the value of that class, as admission wrote it down; null where nobody did
 * @param terminating whether it has an {@code activeDeadlineSeconds}, which is what the scope of
 *     that name asks for
 * @param crossNamespaceAffinity whether it is to be near or far from pods of other namespaces
 * @param resizeInfeasible whether its node refused the resize that its specification asks for
 * @param goneAt after this it is not counted any more; null while nobody deletes it
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record PodTerms(
        List<Container> containers,
        boolean whole,
        Map<String, BigDecimal> requests,
        Map<String, BigDecimal> limits,
        Map<String, BigDecimal> overhead,
        @Nullable String priorityClass,
        // nought is a priority too
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer priority,
        boolean terminating,
        boolean crossNamespaceAffinity,
        boolean resizeInfeasible,
        @Nullable Instant goneAt) {

    public PodTerms {
        containers = containers == null ? List.of() : List.copyOf(containers);
        requests = copy(requests);
        limits = copy(limits);
        overhead = copy(overhead);
    }

    /** Whether it asks for anything as a whole. */
    public boolean asksAsAWhole() {
        return !requests.isEmpty() || !limits.isEmpty();
    }

    /** The same with other containers. */
    public PodTerms with(List<Container> others) {
        return new PodTerms(
                others,
                whole,
                requests,
                limits,
                overhead,
                priorityClass,
                priority,
                terminating,
                crossNamespaceAffinity,
                resizeInfeasible,
                goneAt);
    }

    /**
     * The same with another PriorityClass.
     *
     * @param name null for none
     * @param value null where it is not known
     */
    public PodTerms prioritized(@Nullable String name, @Nullable Integer value) {
        return new PodTerms(
                containers,
                whole,
                requests,
                limits,
                overhead,
                name,
                value,
                terminating,
                crossNamespaceAffinity,
                resizeInfeasible,
                goneAt);
    }

    /** The same with other amounts of the pod as a whole. */
    public PodTerms with(
            Map<String, BigDecimal> otherRequests, Map<String, BigDecimal> otherLimits) {
        return new PodTerms(
                containers,
                whole,
                otherRequests,
                otherLimits,
                overhead,
                priorityClass,
                priority,
                terminating,
                crossNamespaceAffinity,
                resizeInfeasible,
                goneAt);
    }

    /**
     * One container.
     *
     * @param requests what its specification asks for
     * @param limits likewise
     * @param given what its node has set aside for it, and what it runs with, as its status says,
     *     as far as that differs from the specification: a resize is under way. The larger of the
     *     two for each resource; empty where nothing differs
     * @param givenLimits what it runs with, likewise
     * @param defaultRequests of which resources a LimitRange has written the request, as admission
     *     says in an annotation of the pod (of several LimitRanges the last)
     * @param defaultLimits likewise
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Container(
            String name,
            ContainerType type,
            Map<String, BigDecimal> requests,
            Map<String, BigDecimal> limits,
            Map<String, BigDecimal> given,
            Map<String, BigDecimal> givenLimits,
            Set<String> defaultRequests,
            Set<String> defaultLimits) {

        public Container {
            requests = copy(requests);
            limits = copy(limits);
            given = copy(given);
            givenLimits = copy(givenLimits);
            defaultRequests = copy(defaultRequests);
            defaultLimits = copy(defaultLimits);
        }

        /** One that was written as it is. */
        public Container(
                String name,
                ContainerType type,
                Map<String, BigDecimal> requests,
                Map<String, BigDecimal> limits,
                Map<String, BigDecimal> given,
                Map<String, BigDecimal> givenLimits) {
            this(name, type, requests, limits, given, givenLimits, Set.of(), Set.of());
        }

        /** One that was written as it is, and runs as its specification says. */
        public Container(
                String name,
                ContainerType type,
                Map<String, BigDecimal> requests,
                Map<String, BigDecimal> limits) {
            this(name, type, requests, limits, Map.of(), Map.of());
        }

        /** The same with other amounts in its specification, whoever wrote them. */
        public Container with(
                Map<String, BigDecimal> otherRequests, Map<String, BigDecimal> otherLimits) {
            return new Container(name, type, otherRequests, otherLimits, given, givenLimits);
        }

        /** The same, of which a LimitRange has written these. */
        public Container marked(Set<String> ofRequests, Set<String> ofLimits) {
            return new Container(
                    name, type, requests, limits, given, givenLimits, ofRequests, ofLimits);
        }

        /** The same without what a LimitRange has written into it. */
        public Container withoutDefaults() {
            Map<String, BigDecimal> ownRequests = new HashMap<>(requests);
            ownRequests.keySet().removeAll(defaultRequests);
            Map<String, BigDecimal> ownLimits = new HashMap<>(limits);
            ownLimits.keySet().removeAll(defaultLimits);
            return with(ownRequests, ownLimits);
        }
    }

    /** Of records that leave out what is empty. */
    private static Map<String, BigDecimal> copy(@Nullable Map<String, BigDecimal> amounts) {
        return amounts == null ? Map.of() : Map.copyOf(amounts);
    }

    private static Set<String> copy(@Nullable Set<String> names) {
        return names == null ? Set.of() : Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
}
