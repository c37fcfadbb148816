package io.headroom.recommender;

import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.Planner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The plans of namespaces, each made when it is asked for and kept until something changes that it
 * is made of. Namespaces that share quotas are planned together. Any thread may ask.
 */
final class Plans {
    private final Function<String, Optional<NamespaceFacts>> facts;
    private final Function<String, SortedSet<String>> sharing;
    private final Map<String, AtomicLong> changes = new ConcurrentHashMap<>();
    private final AtomicLong changesOfAll = new AtomicLong();
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    /**
     * @param sharing the namespaces that share quotas with one, itself among them
     */
    Plans(
            Function<String, Optional<NamespaceFacts>> facts,
            Function<String, SortedSet<String>> sharing) {
        this.facts = facts;
        this.sharing = sharing;
    }

    /** Something has changed of a namespace. */
    void outdate(String namespace) {
        changes.computeIfAbsent(namespace, _ -> new AtomicLong()).incrementAndGet();
    }

    /** Something has changed that every plan is made of. */
    void outdateAll() {
        changesOfAll.incrementAndGet();
    }

    /** The plan as of now; empty where there is nothing to plan. */
    Optional<NamespacePlan> of(String namespace) {
        SortedSet<String> together = sharing.apply(namespace);
        // read before the facts are: what changes meanwhile outdates what is made of them
        Version version = version(together);
        Made known = made.get(namespace);
        if (known != null && known.version().equals(version)) {
            return Optional.of(known.plan());
        }
        List<NamespaceFacts> planned =
                together.stream().flatMap(each -> facts.apply(each).stream()).toList();
        if (planned.stream().noneMatch(each -> each.namespace().equals(namespace))) {
            made.remove(namespace);
            return Optional.empty();
        }
        List<NamespacePlan> plans = Planner.plan(planned);
        plans.forEach(plan -> made.put(plan.namespace(), new Made(version, plan)));
        return plans.stream().filter(plan -> plan.namespace().equals(namespace)).findFirst();
    }

    private Version version(SortedSet<String> namespaces) {
        Map<String, Long> own = new TreeMap<>();
        for (String namespace : namespaces) {
            AtomicLong count = changes.get(namespace);
            own.put(namespace, count == null ? 0 : count.get());
        }
        return new Version(changesOfAll.get(), own);
    }

    /** How often something had changed: of all, and of each namespace. */
    private record Version(long ofAll, Map<String, Long> own) {}

    private record Made(Version version, NamespacePlan plan) {}
}
