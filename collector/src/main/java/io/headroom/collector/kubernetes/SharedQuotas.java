package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.headroom.collector.publish.Published;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * ClusterResourceQuotas with the namespaces that their selectors choose. Labels and annotations of
 * namespaces are known here and go nowhere: what is told of them is who is chosen. Not thread-safe.
 */
final class SharedQuotas {
    private final Published published;
    private final Map<String, Known> quotas = new HashMap<>();
    private final Map<String, Named> namespaces = new HashMap<>();
    private boolean listed;

    SharedQuotas(Published published) {
        this.published = published;
    }

    /**
     * What is known of a quota.
     *
     * @param state as its status has it
     * @param selector empty where it is of a kind that is not known here
     * @param chosen the namespaces that the selector chooses
     */
    private record Known(
            ClusterQuotaState state,
            Optional<NamespaceSelector> selector,
            SortedSet<String> chosen) {

        /** Whether a namespace that is as it is now has come or gone. */
        boolean choose(String namespace, @Nullable Named now) {
            boolean chooses =
                    now != null
                            && selector.filter(
                                            each -> each.chooses(now.labels(), now.annotations()))
                                    .isPresent();
            return chooses ? chosen.add(namespace) : chosen.remove(namespace);
        }
    }

    /** What a namespace may be chosen by. */
    private record Named(Map<String, String> labels, Map<String, String> annotations) {
        static Named of(Namespace namespace) {
            var metadata = namespace.getMetadata();
            return new Named(present(metadata.getLabels()), present(metadata.getAnnotations()));
        }

        private static Map<String, String> present(@Nullable Map<String, String> all) {
            return Containers.present(all).entrySet().stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    Map.Entry::getKey,
                                    each -> each.getValue() == null ? "" : each.getValue()));
        }
    }

    /** The quotas. */
    Watched.Receiver<GenericKubernetesResource> quotas() {
        return new Along<>(
                (quota, _) -> seen(quota),
                (_, name, _) -> quotas.remove(name),
                StateOf.cluster(
                        published,
                        quota -> told(quota.getMetadata().getName()),
                        (_, name) -> Keys.clusterQuota(name),
                        ClusterQuotaState.class::isInstance));
    }

    /** The namespaces, of which another receiver is told as well. */
    Watched.Receiver<Namespace> namespaces(Watched.Receiver<Namespace> receiver) {
        return new Watched.Receiver<>() {
            @Override
            public void listing() {
                receiver.listing();
            }

            @Override
            public void put(Namespace namespace, Instant now) {
                changed(namespace.getMetadata().getName(), Named.of(namespace));
                receiver.put(namespace, now);
            }

            @Override
            public void gone(String namespace, String name, @Nullable String uid, Instant now) {
                changed(name, null);
                receiver.gone(namespace, name, uid, now);
            }

            @Override
            public void listed(Instant now) {
                receiver.listed(now);
                if (!listed) {
                    listed = true;
                    tell(quotas.keySet());
                }
            }
        };
    }

    private void seen(GenericKubernetesResource quota) {
        Known known =
                new Known(ClusterQuotas.of(quota), NamespaceSelector.of(quota), new TreeSet<>());
        namespaces.forEach(known::choose);
        quotas.put(known.state().name(), known);
    }

    private void changed(String name, @Nullable Named now) {
        Named before = now == null ? namespaces.remove(name) : namespaces.put(name, now);
        if (now == null || !now.equals(before)) {
            tell(
                    quotas.entrySet().stream()
                            .filter(each -> each.getValue().choose(name, now))
                            .map(Map.Entry::getKey)
                            .toList());
        }
    }

    private void tell(Collection<String> names) {
        if (listed) {
            names.forEach(name -> published.cluster(told(name)));
        }
    }

    /** Until all namespaces have been listed those stand that an earlier run has told of. */
    private ClusterQuotaState told(String name) {
        Known known = quotas.get(name);
        if (known == null) {
            throw new IllegalStateException("a quota that nobody has seen is to be told: " + name);
        }
        List<String> chosen = null;
        if (known.selector().isPresent()) {
            chosen = listed ? List.copyOf(known.chosen()) : toldEarlier(name);
        }
        return known.state().sharedBy(chosen);
    }

    private @Nullable List<String> toldEarlier(String name) {
        return published.clusterAt(Keys.clusterQuota(name)) instanceof ClusterQuotaState earlier
                ? earlier.namespaces()
                : null;
    }
}
