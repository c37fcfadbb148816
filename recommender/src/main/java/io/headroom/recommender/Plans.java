package io.headroom.recommender;

import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.Planner;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The plans of namespaces, each made when it is asked for and kept until something changes that it
 * is made of. Any thread may ask.
 */
final class Plans {
    private final Function<String, Optional<NamespaceFacts>> facts;
    private final Map<String, AtomicLong> changes = new ConcurrentHashMap<>();
    private final AtomicLong changesOfAll = new AtomicLong();
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    Plans(Function<String, Optional<NamespaceFacts>> facts) {
        this.facts = facts;
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
        // read before the facts are: what changes meanwhile outdates what is made of them
        long version = version(namespace);
        Made known = made.get(namespace);
        if (known != null && known.version() == version) {
            return Optional.of(known.plan());
        }
        Optional<NamespacePlan> plan = facts.apply(namespace).map(Planner::plan);
        plan.ifPresentOrElse(
                each -> made.put(namespace, new Made(version, each)), () -> made.remove(namespace));
        return plan;
    }

    /** Neither count ever goes back, so that their sum tells every state from those before it. */
    private long version(String namespace) {
        AtomicLong own = changes.get(namespace);
        return changesOfAll.get() + (own == null ? 0 : own.get());
    }

    private record Made(long version, NamespacePlan plan) {}
}
