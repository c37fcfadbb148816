package io.headroom.analyzer.restarts;

import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Lets what is told of a life arrive as badly as can be: facts lost one by one and while the
 * collector is down, overtaken and repeated, events lost, repeated and up to half an hour late; and
 * a list of what there is at the very end.
 */
record BadDelivery(RandomGenerator random) {
    /** How many lives, and which: {@code -Dheadroom.lives=N} and {@code -Dheadroom.seed=S}. */
    static final int LIVES = Integer.getInteger("headroom.lives", 2_000);

    static final long SEED = Long.getLong("headroom.seed", 20_260_301L);

    private record Arrival(long atMillis, LifecycleFact fact) {}

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
        List<Arrival> arrivals = new ArrayList<>();
        int downFrom = random.nextInt(end * 2);
        int downUntil = downFrom + random.nextInt(3_000);
        Set<String> seen = new HashSet<>();
        for (LifecycleFact fact : facts) {
            long at = fact.observedAt().toEpochMilli();
            boolean down =
                    !fact.observedAt().isBefore(ActingPod.at(downFrom))
                            && fact.observedAt().isBefore(ActingPod.at(downUntil));
            // a first sight is never lost: what comes before it is given
            boolean first = fact instanceof PodFact pod && seen.add(pod.podUid());
            if (first) {
                arrivals.add(new Arrival(at, fact));
            }
            if (!down && random.nextInt(10) > 0) {
                arrivals.add(new Arrival(at + random.nextInt(8_000), fact));
            }
            if (!down && random.nextInt(10) == 0) {
                arrivals.add(new Arrival(at + random.nextInt(600_000), fact));
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
}
