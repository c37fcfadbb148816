package io.headroom.deploy.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headroom.analyzer.usage.ContainerAggregate;
import io.headroom.analyzer.usage.PodContainerState;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.Ring;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.VpaStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened to some pods, and what the upstream recommender said at several moments of it. It
 * keeps one aggregate per set of labels and merges those that its selector matches: one aggregate
 * that all of their samples go into is the same.
 */
record Scenario(
        @JsonProperty("Name") String name,
        @JsonProperty("Base") String base,
        @JsonProperty("Labels") Map<String, Map<String, String>> labels,
        @JsonProperty("Selector") Map<String, String> selector,
        @JsonProperty("Events") List<Event> events,
        @JsonProperty("Discarded") @Nullable List<Integer> discarded,
        @JsonProperty("Recs") List<Rec> recommendations) {

    record Event(
            @JsonProperty("T") double seconds,
            @JsonProperty("Pod") String pod,
            @JsonProperty("Container") String container,
            @JsonProperty("Kind") String kind,
            @JsonProperty("V") double amount) {}

    record Amounts(long cpu, long memory) {
        static Amounts of(Resources resources) {
            var cpu = resources.cpu();
            var memory = resources.memory();
            return new Amounts(
                    cpu == null ? -1 : cpu.millicores(), memory == null ? -1 : memory.bytes());
        }
    }

    record Rec(
            @JsonProperty("AtSec") double atSeconds,
            @JsonProperty("Container") String container,
            @JsonProperty("Target") Amounts target,
            @JsonProperty("Lower") Amounts lower,
            @JsonProperty("Upper") Amounts upper,
            @JsonProperty("Confidence") double confidence,
            @JsonProperty("Samples") long samples) {}

    /**
     * What came of it here.
     *
     * @param discarded the indexes of the events that did not count
     * @param unmatched the first moment's recommendations that nothing here equals, with what there
     *     was instead; empty when all were met
     */
    record Outcome(List<Integer> discarded, List<String> unmatched) {}

    /**
     * Plays the events. A moment is known by its time alone and several events may share it, so it
     * counts as met after the first of them that gives exactly these numbers.
     */
    Outcome play() {
        VpaStrategy strategy = new VpaStrategy(MinimumEvidence.NONE);
        Map<String, PodContainerState> states = new HashMap<>();
        Map<String, ContainerAggregate> selected = new HashMap<>();
        Map<String, ContainerAggregate> others = new HashMap<>();
        List<List<Rec>> moments = moments();
        List<Integer> dropped = new ArrayList<>();
        List<Rec> nearest = List.of();
        int met = 0;
        for (int index = 0; index < events.size(); index++) {
            Event event = events.get(index);
            boolean matches = labelsOf(event.pod()).entrySet().containsAll(selector.entrySet());
            ContainerAggregate aggregate =
                    (matches ? selected : others)
                            .computeIfAbsent(event.container(), _ -> new ContainerAggregate());
            PodContainerState state =
                    states.computeIfAbsent(
                            event.pod() + '/' + event.container(), _ -> new PodContainerState());
            if (!apply(event, state, aggregate)) {
                dropped.add(index);
            }
            if (met < moments.size()
                    && moments.get(met).getFirst().atSeconds() == event.seconds()) {
                List<Rec> computed = recommend(strategy, selected, moments.get(met));
                if (computed.equals(moments.get(met))) {
                    met++;
                } else {
                    nearest = computed;
                }
            }
        }
        return new Outcome(
                dropped,
                met == moments.size()
                        ? List.of()
                        : List.of("expected " + moments.get(met), "nearest " + nearest));
    }

    private boolean apply(Event event, PodContainerState state, ContainerAggregate aggregate) {
        Instant at = instant(event.seconds());
        long amount = (long) event.amount();
        return switch (event.kind()) {
            case "cpu" -> state.addCpu(aggregate, amount, at);
            case "memory" -> state.addMemory(aggregate, amount, at);
            case "oom" -> state.recordOom(aggregate, amount, at);
            default -> throw new IllegalArgumentException("unknown kind: " + event.kind());
        };
    }

    private List<Rec> recommend(
            VpaStrategy strategy, Map<String, ContainerAggregate> aggregates, List<Rec> moment) {
        Map<String, Rec> byName = new LinkedHashMap<>();
        List<ContainerProfile> profiles =
                moment.stream()
                        .map(Rec::container)
                        .map(name ->
                                profile(
                                        name,
                                        aggregates.computeIfAbsent(
                                                name, _ -> new ContainerAggregate())))
                        .toList();
        double atSeconds = moment.getFirst().atSeconds();
        for (ContainerRecommendation each : strategy.advise(profiles, instant(atSeconds))) {
            if (each.advice() instanceof Advice.Resize resize) {
                byName.put(
                        each.name(),
                        new Rec(
                                atSeconds,
                                each.name(),
                                Amounts.of(resize.target()),
                                Amounts.of(resize.lowerBound()),
                                Amounts.of(resize.upperBound()),
                                resize.confidence(),
                                resize.samples()));
            }
        }
        return moment.stream().map(rec -> byName.getOrDefault(rec.container(), rec)).toList();
    }

    private static ContainerProfile profile(String name, ContainerAggregate aggregate) {
        Ring none = new Ring(0, new byte[0]);
        return new ContainerProfile(
                name,
                ContainerType.APP,
                Resources.NONE,
                Resources.NONE,
                aggregate.firstSampleAt(),
                aggregate.lastSampleAt(),
                aggregate.samples(),
                aggregate.cpu().state(),
                aggregate.memoryPeaks().state(),
                none,
                none,
                none);
    }

    /** The recommendations that were given together: one per container at the same time. */
    private List<List<Rec>> moments() {
        List<List<Rec>> moments = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Rec rec : recommendations) {
            boolean together =
                    !moments.isEmpty()
                            && moments.getLast().getFirst().atSeconds() == rec.atSeconds()
                            && !seen.contains(rec.container());
            if (!together) {
                moments.add(new ArrayList<>());
                seen.clear();
            }
            moments.getLast().add(rec);
            seen.add(rec.container());
        }
        return moments;
    }

    private Map<String, String> labelsOf(String pod) {
        return labels.getOrDefault(pod, Map.of());
    }

    private Instant instant(double seconds) {
        return Instant.parse(base).plusNanos(Math.round(seconds * 1e9));
    }
}
