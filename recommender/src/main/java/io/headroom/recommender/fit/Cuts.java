package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.search.Offer;
import io.headroom.recommender.fit.search.RankByRank.Amounts;
import io.headroom.recommender.fit.search.RankByRank.GivenUp;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** By claim how many pods it can be left with, from the most to the fewest. */
    private final List<int[]> pods;

    private Cuts(Room room, List<Map<Kind, Descent>> descents, List<Integer> most, boolean fewer) {
        this.room = room;
        this.descents = descents;
        List<Grant> all = new ArrayList<>();
        List<int[]> choices = new ArrayList<>();
        for (int claim = 0; claim < descents.size(); claim++) {
            Grant wanted = wanted(descents.get(claim));
            all.add(wanted.with(most.get(claim)));
            choices.add(fewer ? choices(wanted, most.get(claim)) : new int[] {most.get(claim)});
        }
        this.most = all;
        this.pods = choices;
    }

    /**
     * Of requests, and of pods.
     *
     * @param descents of each claim
     * @param most how many pods each can have at all
     */
    static Cuts ofRequests(Room room, List<Map<Kind, Descent>> descents, List<Integer> most) {
        return new Cuts(room, descents, most, /* fewer */ true);
    }

    /** Of limits alone. */
    static Cuts ofLimits(Room room, List<Map<Kind, Descent>> descents) {
        return new Cuts(
                room,
                descents,
                descents.stream().map(each -> wanted(each).pods()).toList(),
                /* fewer */ false);
    }

    private static Grant wanted(Map<Kind, Descent> descents) {
        Grant cpu = of(descents, Kind.CPU).grant();
        return cpu.with(Kind.MEMORY, of(descents, Kind.MEMORY).grant().given(Kind.MEMORY));
    }

    /**
     * Of numbers of pods that leave as much of the need unmet, in begun units, the lowest: it frees
     * most. So there are no more of them than units, however many pods are wanted.
     */
    private static int[] choices(Grant wanted, int most) {
        int fewest = wanted.claim().fewest();
        int all = wanted.pods();
        IntStream.Builder choices = IntStream.builder();
        choices.add(most);
        for (int left = most - 1; left >= fewest; left--) {
            int next = left == fewest ? -1 : Offer.begun(all - left + 1, all);
            if (Offer.begun(all - left, all) != next) {
                choices.add(left);
            }
        }
        return choices.build().toArray();
    }

    private static Descent of(Map<Kind, Descent> descents, Kind kind) {
        return Optional.ofNullable(descents.get(kind)).orElseThrow();
    }

    /** When nobody gives up anything but pods that there is no room for in any plan. */
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
        if (all.pods() == 0) {
            return Offer.none();
        }
        int wanted = wanted(descents.get(claim)).pods();
        int[] choices = pods.get(claim);
        long[][] freed = new long[lines.length][choices.length];
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
            for (int choice = 1; choice < choices.length; choice++) {
                freed[at][choice] =
                        scaled(line, charge - of.charge(all.with(choices[choice])), stepsPerNeed);
            }
        }
        List<List<Offer.Part>> parts = new ArrayList<>();
        for (int left : choices) {
            parts.add(
                    descents.get(claim).values().stream()
                            .map(descent ->
                                    descent.part(of(counting, descent.kind()), stepsPerNeed, left))
                            .toList());
        }
        return new Offer(
                wanted,
                Arrays.stream(choices).map(left -> wanted - left).toArray(),
                needs(all),
                parts,
                freed);
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
        int left = pods.get(claim)[up.choice()];
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
