package io.headroom.analyzer.restarts;

import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.ProcessKills;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Lets what is told of a life arrive as badly as can be: facts lost one by one and while the
 * collector is down, overtaken and repeated, events lost, repeated and up to half an hour late;
 * pods that only a list shows first, lists told more than once; and a list of what there is at the
 * very end.
 */
record BadDelivery(RandomGenerator random) {
    /** How many lives, and which: {@code -Dheadroom.lives=N} and {@code -Dheadroom.seed=S}. */
    static final int LIVES = Integer.getInteger("headroom.lives", 2_000);

    static final long SEED = Long.getLong("headroom.seed", 20_260_301L);

    private static final int MAX_OUTAGES = 3;
    private static final int MAX_LISTS = 4;

    private record Arrival(long atMillis, LifecycleFact fact) {}

    private record Outage(Instant from, Instant until) {
        boolean hides(LifecycleFact fact) {
            return !fact.observedAt().isBefore(from) && fact.observedAt().isBefore(until);
        }
    }

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /**
     * Everything in the order in which it arrives.
     *
     * @param end the second in which the life is over
     */
    List<LifecycleFact> told(
            List<LifecycleFact> facts, List<EventDelta> events, int end, List<LifecycleFact> list) {
        List<Outage> outages = outages(end);
        List<Arrival> arrivals = new ArrayList<>();
        // the very first sight: what comes before it is given
        arrivals.add(new Arrival(facts.getFirst().observedAt().toEpochMilli(), facts.getFirst()));
        for (LifecycleFact fact : facts) {
            long at = fact.observedAt().toEpochMilli();
            boolean down = outages.stream().anyMatch(outage -> outage.hides(fact));
            if (!down && random.nextInt(10) > 0) {
                arrivals.add(new Arrival(at + random.nextInt(8_000), fact));
            }
            if (!down && random.nextInt(10) == 0) {
                arrivals.add(new Arrival(at + random.nextInt(600_000), fact));
            }
        }
        for (Outage outage : outages) {
            for (int i = random.nextInt(MAX_LISTS); i >= 0; i--) {
                // of a server that fails again, or as another collector tells it
                Instant at =
                        outage.until().plusSeconds(random.nextInt(2) * (long) random.nextInt(20));
                for (LifecycleFact shown : listed(facts, outage.from(), at)) {
                    arrivals.add(new Arrival(at.toEpochMilli() + random.nextInt(3_000), shown));
                }
            }
        }
        for (EventDelta event : events) {
            int copies = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2);
            for (int i = 0; i < copies; i++) {
                int late = random.nextInt(4) == 0 ? random.nextInt(1_800) : random.nextInt(9);
                Instant at = event.observedAt().plusSeconds(late);
                int second = (int) (at.getEpochSecond() - ActingPod.START.getEpochSecond());
                arrivals.add(new Arrival(at.toEpochMilli(), ActingPod.toldAt(event, second)));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::atMillis));
        List<LifecycleFact> told = new ArrayList<>();
        arrivals.forEach(arrival -> told.add(arrival.fact()));
        told.addAll(list);
        return told;
    }

    private List<Outage> outages(int end) {
        List<Outage> outages = new ArrayList<>();
        for (int i = random.nextInt(MAX_OUTAGES); i >= 0; i--) {
            int from = random.nextInt(end * 2);
            outages.add(
                    new Outage(ActingPod.at(from), ActingPod.at(from + 1 + random.nextInt(3_000))));
        }
        return outages;
    }

    /** What a list shows: the pods as they are, and which of those of before are gone. */
    private static List<LifecycleFact> listed(
            List<LifecycleFact> facts, Instant since, Instant at) {
        Map<String, LifecycleFact> latest = new LinkedHashMap<>();
        for (LifecycleFact fact : facts) {
            String uid = uid(fact);
            LifecycleFact before = latest.get(uid);
            if (!fact.observedAt().isAfter(at)
                    && (before == null || !fact.observedAt().isBefore(before.observedAt()))) {
                latest.put(uid, fact);
            }
        }
        List<LifecycleFact> shown = new ArrayList<>();
        for (LifecycleFact fact : latest.values()) {
            switch (fact) {
                case PodFact pod -> shown.add(shownAt(pod, at));
                case PodGone gone -> {
                    if (!gone.observedAt().isBefore(since)) {
                        shown.add(
                                new PodGone(gone.workload(), gone.pod(), gone.podUid(), at, true));
                    }
                }
                case EventDelta _, ProcessKills _ -> {}
            }
        }
        return shown;
    }

    private static String uid(LifecycleFact fact) {
        return switch (fact) {
            case PodFact pod -> pod.podUid();
            case PodGone gone -> gone.podUid();
            case EventDelta event -> event.uid();
            case ProcessKills kills -> kills.podUid();
        };
    }

    private static PodFact shownAt(PodFact pod, Instant at) {
        return new PodFact(
                        pod.workload(),
                        pod.pod(),
                        pod.podUid(),
                        pod.ownerUid(),
                        pod.node(),
                        pod.createdAt(),
                        pod.deletionAt(),
                        pod.phase(),
                        pod.reason(),
                        pod.message(),
                        pod.conditions(),
                        pod.containers(),
                        at,
                        true)
                .with(pod.settings(), pod.around());
    }
}
