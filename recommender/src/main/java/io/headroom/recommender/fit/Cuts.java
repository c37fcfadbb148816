package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.RankByRank.Amounts;
import io.headroom.recommender.fit.RankByRank.GivenUp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What all claims can give up: pods, and steps down what one of them is given. */
final class Cuts {
    private final Room room;
    private final List<Map<Kind, Descent>> descents;
    private final List<Grant> most;
    private final boolean pods;

    /**
     * @param descents of each claim
     * @param pods whether pods can be given up as well
     */
    Cuts(Room room, List<Map<Kind, Descent>> descents, boolean pods) {
        this.room = room;
        this.descents = descents;
        this.pods = pods;
        this.most =
                descents.stream()
                        .map(each -> {
                            Grant cpu = of(each, Kind.CPU).grant();
                            return cpu.with(
                                    Kind.MEMORY, of(each, Kind.MEMORY).grant().given(Kind.MEMORY));
                        })
                        .toList();
    }

    private static Descent of(Map<Kind, Descent> descents, Kind kind) {
        return Optional.ofNullable(descents.get(kind)).orElseThrow();
    }

    /** When nobody gives up anything. */
    List<Grant> most() {
        return most;
    }

    /** Those of some lines that count a resource. */
    BitSet of(Kind kind, int[] lines) {
        return IntStream.range(0, lines.length)
                .filter(at -> counted(lines[at]).filter(each -> each.kind() == kind).isPresent())
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private Optional<Counted> counted(int line) {
        return Counted.of(room.lines().get(line).resource());
    }

    /** Of some lines, by their place among them. */
    Amounts on(int[] lines) {
        return new Amounts() {
            @Override
            public long missing(int line, int stepsPerNeed) {
                return scaled(lines[line], room.missing(lines[line], most), stepsPerNeed);
            }

            @Override
            public Offer offer(int claim, List<Integer> among, int stepsPerNeed) {
                return Cuts.this.offer(
                        claim,
                        among.stream().mapToInt(line -> lines[line]).toArray(),
                        stepsPerNeed);
            }
        };
    }

    /** So that a step of what is cut is a whole number. */
    private long scaled(int line, long amount, int stepsPerNeed) {
        return counted(line).isPresent() ? Math.multiplyExact(amount, stepsPerNeed) : amount;
    }

    private Offer offer(int claim, int[] lines, int stepsPerNeed) {
        Grant all = most.get(claim);
        int without = pods ? all.pods() - all.claim().fewest() : 0;
        if (all.pods() == 0) {
            return Offer.none();
        }
        long[][] freed = new long[lines.length][without + 1];
        EnumMap<Counted, BitSet> counting = new EnumMap<>(Counted.class);
        for (int at = 0; at < lines.length; at++) {
            int line = lines[at];
            if (!room.counts(line, claim)) {
                continue;
            }
            QuotaLine of = room.lines().get(line);
            int index = at;
            counted(line)
                    .ifPresent(counted ->
                            counting.computeIfAbsent(counted, _ -> new BitSet()).set(index));
            long charge = of.charge(all);
            for (int fewer = 1; fewer <= without; fewer++) {
                freed[at][fewer] =
                        scaled(
                                line,
                                charge - of.charge(all.with(all.pods() - fewer)),
                                stepsPerNeed);
            }
        }
        List<List<Offer.Part>> parts = new ArrayList<>();
        for (int fewer = 0; fewer <= without; fewer++) {
            int left = all.pods() - fewer;
            parts.add(
                    descents.get(claim).values().stream()
                            .map(descent ->
                                    descent.part(of(counting, descent.kind()), stepsPerNeed, left))
                            .toList());
        }
        return new Offer(all.pods(), needs(all), parts, freed);
    }

    /** Pods, and what they request. */
    private static int needs(Grant grant) {
        int needs = 1;
        for (Kind kind : Kind.values()) {
            needs += grant.perPod(Counted.of(kind, /* limits */ false)) > 0 ? 1 : 0;
        }
        return needs;
    }

    private static Map<Counted, BitSet> of(EnumMap<Counted, BitSet> lines, Kind kind) {
        EnumMap<Counted, BitSet> of = lines.clone();
        of.keySet().removeIf(counted -> counted.kind() != kind);
        return of;
    }

    /** What a claim is granted when it gives up so much. */
    Grant after(int claim, Optional<GivenUp> givenUp) {
        Grant grant = most.get(claim);
        if (givenUp.isEmpty()) {
            return grant;
        }
        GivenUp up = givenUp.get();
        int left = grant.pods() - up.without();
        int part = 0;
        for (Descent descent : descents.get(claim).values()) {
            int steps = up.steps().get(part++);
            if (steps > 0) {
                Kind kind = descent.kind();
                grant = grant.with(kind, descent.after(steps, up.stepsPerNeed(), left).given(kind));
            }
        }
        return grant.with(left);
    }
}
