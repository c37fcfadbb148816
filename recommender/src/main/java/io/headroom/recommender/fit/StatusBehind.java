package io.headroom.recommender.fit;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In what the status of a quota is behind its specification. Admission enforces the amounts of the
 * status, and asks the selector which namespaces share a quota; so do plans.
 *
 * @param quota its name
 * @param resource the line; null where it is about the namespaces that share it
 * @param specHard what the specification asks for; null where it asks for nothing any more, and
 *     where it is about namespaces
 * @param hard what the status enforces; null where that is nothing yet, likewise
 * @param message one plain sentence
 */
public record StatusBehind(
        String quota,
        @Nullable String resource,
        @Nullable BigDecimal specHard,
        @Nullable BigDecimal hard,
        String message) {

    /** How many namespaces a sentence names. */
    private static final int NAMED = 5;

    /** Of a quota of one namespace, line by line; empty where its status is not behind. */
    public static List<StatusBehind> of(QuotaState quota) {
        List<StatusBehind> behind = new ArrayList<>();
        quota.notTakenUp()
                .forEach((resource, asked) ->
                        behind.add(of(quota.name(), resource, asked, quota.hard().get(resource))));
        return behind;
    }

    /** Of one that namespaces share: its lines, and who shares it. */
    public static List<StatusBehind> of(ClusterQuotaState quota) {
        List<StatusBehind> behind = of(quota.ofNoNamespace());
        String name = ClusterQuotaState.PREFIX + quota.name();
        Collection<String> uncounted = quota.uncounted();
        if (!uncounted.isEmpty()) {
            behind.add(
                    ofNamespaces(
                            name,
                            "%s chooses %s by its selector, and its status does not count that yet:"
                                    + " plans add what the pods there are charged for",
                            uncounted));
        }
        Collection<String> still = quota.countedStill();
        if (!still.isEmpty()) {
            behind.add(
                    ofNamespaces(
                            name,
                            "%s does not choose %s by its selector, and its status still counts"
                                    + " that: plans leave it out",
                            still));
        }
        return behind;
    }

    private static StatusBehind of(
            String quota,
            String resource,
            @Nullable BigDecimal asked,
            @Nullable BigDecimal enforced) {
        String asks =
                asked == null
                        ? "%s limits %s no more".formatted(Words.quota(quota), resource)
                        : "%s asks for %s of %s"
                                .formatted(Words.quota(quota), Words.of(resource, asked), resource);
        String enforces =
                enforced == null
                        ? "enforces nothing of that yet"
                        : "still enforces " + Words.of(resource, enforced);
        return new StatusBehind(
                quota,
                resource,
                asked,
                enforced,
                "%s, and its status %s: admission goes by that until the quota controller takes it up"
                        .formatted(asks, enforces));
    }

    private static StatusBehind ofNamespaces(
            String quota, String sentence, Collection<String> namespaces) {
        String names = namespaces.stream().limit(NAMED).collect(Collectors.joining(", "));
        int more = namespaces.size() - NAMED;
        return new StatusBehind(
                quota,
                null,
                null,
                null,
                sentence.formatted(
                        Words.quota(quota),
                        "%s %s%s"
                                .formatted(
                                        namespaces.size() == 1 ? "namespace" : "namespaces",
                                        names,
                                        more > 0 ? " and %d more".formatted(more) : "")));
    }
}
