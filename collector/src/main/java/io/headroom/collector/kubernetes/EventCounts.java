package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.EventDelta;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often each event was seen to have happened, so that of an event told again only what is new
 * counts. Remembers the events seen last, a bounded number. Not thread-safe.
 */
final class EventCounts {
    private final Map<String, Integer> seen;

    EventCounts(int capacity) {
        this.seen =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                        return size() > capacity;
                    }
                };
    }

    /** How the API told of an event. */
    enum Told {
        /** It was created while watching: all of it is new. */
        CREATED,
        /** It was updated while watching: without a memory of it, one occurrence is new. */
        UPDATED,
        /** A list showed it, and without a memory of it nothing is known to be new. */
        LISTED
    }

    /** What is new of an event; empty when nothing is. */
    Optional<EventDelta> delta(
            Event event, Told told, @Nullable WorkloadRef workload, Instant now) {
        String uid = event.getMetadata().getUid();
        int count = count(event);
        Integer before = seen.put(uid, Math.max(count, seen.getOrDefault(uid, 0)));
        int delta =
                before != null
                        ? count - before
                        : switch (told) {
                            case CREATED -> count;
                            case UPDATED -> 1;
                            case LISTED -> 0;
                        };
        if (delta <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                new EventDelta(
                        workload,
                        uid,
                        regarding(event),
                        orEmpty(event.getType()),
                        orEmpty(event.getReason()),
                        Containers.shortened(event.getNote()),
                        reporter(event),
                        count,
                        delta,
                        firstAt(event),
                        lastAt(event),
                        explanations(event),
                        now));
    }

    /** The event is gone from the API. */
    void forget(String uid) {
        seen.remove(uid);
    }

    /** As often as any of the three ways to say it says. */
    static int count(Event event) {
        Integer series = event.getSeries() == null ? null : event.getSeries().getCount();
        Integer deprecated = event.getDeprecatedCount();
        return Math.max(
                1, Math.max(series == null ? 0 : series, deprecated == null ? 0 : deprecated));
    }

    static EventDelta.Regarding regarding(Event event) {
        ObjectReference regarding = event.getRegarding();
        if (regarding == null) {
            return new EventDelta.Regarding("", null, "", null, null);
        }
        return new EventDelta.Regarding(
                orEmpty(regarding.getKind()),
                Containers.blankToNull(regarding.getNamespace()),
                orEmpty(regarding.getName()),
                Containers.blankToNull(regarding.getUid()),
                Containers.blankToNull(regarding.getFieldPath()));
    }

    private static @Nullable Instant firstAt(Event event) {
        Instant deprecated = Times.parse(event.getDeprecatedFirstTimestamp());
        return deprecated != null ? deprecated : Times.parse(event.getEventTime());
    }

    static @Nullable Instant lastAt(Event event) {
        Instant series =
                event.getSeries() == null
                        ? null
                        : Times.parse(event.getSeries().getLastObservedTime());
        if (series != null) {
            return series;
        }
        Instant deprecated = Times.parse(event.getDeprecatedLastTimestamp());
        return deprecated != null ? deprecated : Times.parse(event.getEventTime());
    }

    /** By the API server's clock where that is said; those of nodes may be wrong. */
    static Instant writtenAt(Event event) {
        return Containers.present(event.getMetadata().getManagedFields()).stream()
                .map(fields -> Times.parse(fields.getTime()))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElseGet(() -> Times.orEpoch(lastAt(event)));
    }

    private static @Nullable String reporter(Event event) {
        String controller = Containers.blankToNull(event.getReportingController());
        if (controller != null || event.getDeprecatedSource() == null) {
            return controller;
        }
        return Containers.blankToNull(event.getDeprecatedSource().getComponent());
    }

    /** The kubelet explains an eviction in annotations of its event. */
    private static Map<String, String> explanations(Event event) {
        Map<String, String> kept = new TreeMap<>();
        Containers.present(event.getMetadata().getAnnotations())
                .forEach((name, value) -> {
                    if (value != null
                            && (name.equals("starved_resource")
                                    || name.startsWith("offending_containers"))) {
                        kept.put(name, value);
                    }
                });
        return kept;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
