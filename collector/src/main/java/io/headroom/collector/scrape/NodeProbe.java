package io.headroom.collector.scrape;

import io.headroom.collector.scrape.Refusal.Why;
import io.headroom.model.usage.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one node is read: from which source, since when, and how it has gone. Used by one reading at
 * a time.
 */
final class NodeProbe {
    /** How often an established source may fail in passing before another one is tried. */
    private static final int PATIENCE = 3;

    /** What part of the usual time the first choice stands at least. */
    private static final int FIRST_REVIEWS = 32;

    private static final List<Source> BEST_FIRST =
            List.of(Source.SUMMARY, Source.RESOURCE, Source.METRICS_API);

    private final List<Source> allowed;
    private final Duration review;
    private @Nullable Source chosen;
    private Instant reviewAt = Instant.MIN;
    private Duration soon;
    private Map<Source, Refusal> passedOver = Map.of();
    private int failures;

    /**
     * Nothing has been read yet.
     *
     * @param fixed the source to use whatever the node offers; empty to find the best
     * @param review how long a choice stands before better ones are tried again
     */
    NodeProbe(Optional<Source> fixed, Duration review) {
        this.allowed = fixed.map(List::of).orElse(BEST_FIRST);
        this.review = review;
        this.soon = review.dividedBy(FIRST_REVIEWS);
    }

    /** Reads one source. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Source source) throws RefusedException;
    }

    /**
     * What a reading came to.
     *
     * @param value null when no source gave anything
     * @param refused the sources that were tried in vain
     */
    record Outcome<T>(@Nullable Source source, @Nullable T value, Map<Source, Refusal> refused) {}

    /** Reads from the chosen source, or from the best that can be had. */
    <T> Outcome<T> read(Instant now, Reader<T> reader) {
        Map<Source, Refusal> refused = new LinkedHashMap<>();
        boolean reviewing = chosen == null || !now.isBefore(reviewAt);
        for (Source source : allowed) {
            if (!reviewing && chosen != null && source.compareTo(chosen) < 0) {
                continue;
            }
            try {
                T value = reader.read(source);
                succeeded(source, reviewing, refused, now);
                return new Outcome<>(source, value, refused);
            } catch (RefusedException e) {
                refused.put(source, e.refusal());
                if (source == chosen && !e.refusal().why().lasting() && failures + 1 < PATIENCE) {
                    break;
                }
            }
        }
        failures++;
        if (failures >= PATIENCE) {
            chosen = null;
        }
        return new Outcome<>(null, null, refused);
    }

    int failures() {
        return failures;
    }

    /** One sentence for operators; empty while a failure may be passing. */
    Optional<String> sentence(Outcome<?> outcome) {
        Source source = outcome.source();
        if (source == null) {
            return chosen != null
                    ? Optional.empty()
                    : Optional.of("usage cannot be read: " + phrases(outcome.refused()));
        }
        String which = "usage is read from " + place(source);
        if (allowed.size() == 1) {
            return Optional.of(which + ", as collector.source says");
        }
        return Optional.of(
                passedOver.isEmpty()
                        ? which + ", the best source there is"
                        : which + ", because " + phrases(passedOver));
    }

    private void succeeded(
            Source source, boolean reviewing, Map<Source, Refusal> refused, Instant now) {
        if (reviewing || source != chosen) {
            reviewAt = now.plus(pause(refused));
            Map<Source, Refusal> reasons = new LinkedHashMap<>(reviewing ? Map.of() : passedOver);
            reasons.putAll(refused);
            passedOver = reasons;
        }
        chosen = source;
        failures = 0;
    }

    /**
     * How long the choice stands. Where a better source may have failed in passing, as with a node
     * that has just come, it is tried again soon, and less often each time it fails again.
     */
    private Duration pause(Map<Source, Refusal> refused) {
        boolean passing = refused.values().stream().anyMatch(each -> !each.why().lasting());
        Duration pause = passing ? soon : review;
        Duration next = passing ? soon.multipliedBy(2) : review.dividedBy(FIRST_REVIEWS);
        soon = next.compareTo(review) < 0 ? next : review;
        return pause;
    }

    private static String phrases(Map<Source, Refusal> refused) {
        return refused.entrySet().stream()
                .map(entry -> place(entry.getKey()) + ' ' + entry.getValue().phrase())
                .collect(Collectors.joining("; "));
    }

    static boolean distrusts(Outcome<?> outcome) {
        return outcome.refused().values().stream().anyMatch(r -> r.why() == Why.TLS);
    }

    private static String place(Source source) {
        return switch (source) {
            case SUMMARY -> "the kubelet's /stats/summary";
            case RESOURCE -> "the kubelet's resource metrics";
            case METRICS_API -> "metrics.k8s.io";
            case PROMETHEUS -> "Prometheus";
            case SIMULATOR -> "the simulator";
        };
    }
}
