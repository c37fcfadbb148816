package io.headroom.recommender;

import io.headroom.model.cluster.Finding;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.Planner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of namespaces, each made when it is asked for and kept until something changes that it
 * is made of. Namespaces that share quotas are planned together. Any thread may ask.
 */
final class Plans {
    private static final Logger LOGGER = LoggerFactory.getLogger(Plans.class);
    private static final String FAILED = "plan-failed";

    private final Function<String, Optional<NamespaceFacts>> facts;
    private final Function<String, SortedSet<String>> sharing;
    private final UnaryOperator<NamespacePlan> completing;
    private final Map<String, AtomicLong> changes = new ConcurrentHashMap<>();
    private final AtomicLong changesOfAll = new AtomicLong();
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    /**
     * @param sharing the namespaces that share quotas with one, itself among them
     * @param completing adds what quotas have nothing to do with
     */
    Plans(
            Function<String, Optional<NamespaceFacts>> facts,
            Function<String, SortedSet<String>> sharing,
            UnaryOperator<NamespacePlan> completing) {
        this.facts = facts;
        this.sharing = sharing;
        this.completing = completing;
    }

    /** Something has changed of a namespace. */
    void outdate(String namespace) {
        changes.computeIfAbsent(namespace, _ -> new AtomicLong()).incrementAndGet();
    }

    /** Something has changed that every plan is made of. */
    void outdateAll() {
        changesOfAll.incrementAndGet();
    }

    /** The plan as of now; empty where there is nothing to plan, or no plan could be made. */
    Optional<NamespacePlan> of(String namespace) {
        SortedSet<String> together = sharing.apply(namespace);
        // read before the facts are: what changes meanwhile outdates what is made of them
        Version version = version(together);
        Made known = made.get(namespace);
        if (known != null && known.version().equals(version)) {
            return Optional.ofNullable(known.plan());
        }
        List<Made> all = new ArrayList<>();
        List<NamespaceFacts> planned = new ArrayList<>();
        for (String each : together) {
            try {
                facts.apply(each).ifPresent(planned::add);
            } catch (RuntimeException e) {
                log(List.of(each), e);
                // nothing of it is known, when it was so neither
                all.add(failed(each, version, Instant.EPOCH, String.valueOf(e.getMessage())));
            }
        }
        if (Stream.concat(
                        all.stream().map(Made::namespace),
                        planned.stream().map(NamespaceFacts::namespace))
                .noneMatch(namespace::equals)) {
            made.remove(namespace);
            return Optional.empty();
        }
        all.addAll(made(planned, version));
        all.forEach(each -> made.put(each.namespace(), each));
        return Optional.ofNullable(made.get(namespace)).map(Made::plan);
    }

    /** One odd namespace must not keep the others from their plans. */
    private List<Made> made(List<NamespaceFacts> planned, Version version) {
        try {
            Planner.Planned plans = Planner.planned(planned);
            List<Made> all = new ArrayList<>();
            for (NamespacePlan plan : plans.plans()) {
                all.add(new Made(plan.namespace(), version, completing.apply(plan), null));
            }
            for (NamespaceFacts each : planned) {
                String why = plans.uncounted().get(each.namespace());
                if (why != null) {
                    all.add(failed(each.namespace(), version, each.asOf(), why));
                }
            }
            return all;
        } catch (RuntimeException e) {
            List<String> namespaces = planned.stream().map(NamespaceFacts::namespace).toList();
            log(namespaces, e);
            String why =
                    namespaces.size() == 1
                            ? String.valueOf(e.getMessage())
                            : "it shares quotas with others (%s): %s"
                                    .formatted(String.join(", ", namespaces), e.getMessage());
            return planned.stream()
                    .map(each -> failed(each.namespace(), version, each.asOf(), why))
                    .toList();
        }
    }

    private static void log(List<String> namespaces, RuntimeException why) {
        LOGGER.atError()
                .addKeyValue("namespaces", namespaces)
                .setCause(why)
                .log("no plan could be made");
    }

    private static Made failed(String namespace, Version version, Instant asOf, String why) {
        return new Made(
                namespace,
                version,
                null,
                new Finding(
                        FAILED,
                        Finding.Severity.WARNING,
                        namespace,
                        "there is no plan for namespace %s: %s".formatted(namespace, why),
                        asOf));
    }

    /** Why there is none, of those that were asked for and could not be made. */
    List<Finding> failures() {
        return made.values().stream()
                .filter(each -> each.version().equals(version(sharing.apply(each.namespace()))))
                .map(Made::failure)
                .filter(Objects::nonNull)
                .toList();
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

    /** What came of it: a plan, or the reason why there is none. */
    private record Made(
            String namespace,
            Version version,
            @Nullable NamespacePlan plan,
            @Nullable Finding failure) {}
}
