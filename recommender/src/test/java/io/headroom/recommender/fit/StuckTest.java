package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is said to be stuck, held against every other choice of those who are let in. */
class StuckTest {
    /** What lines count of some pods that differ in nothing but that. */
    private record Case(List<QuotaLine> lines, List<Grant> least, List<Standing> now) {

        static Case random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Grant> least = new ArrayList<>();
            List<Standing> now = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int index = 0; index < count; index++) {
                Claim claim =
                        new Claim(
                                new WorkloadRef("shop", "Deployment", "apps", "w" + index),
                                random.nextInt(3),
                                9,
                                0,
                                0,
                                List.of(),
                                Resources.NONE,
                                Map.of("x", 1L, "y", (long) random.nextInt(3), "z", 1L));
                Grant grant = new Grant(claim, random.nextInt(6), List.of(), List.of());
                Grant has = grant.with(random.nextInt(6));
                least.add(grant);
                now.add(
                        new Standing(
                                List.of(
                                        new Standing.Alike(
                                                has,
                                                Map.of(
                                                        "x",
                                                        1L,
                                                        "y",
                                                        (long) random.nextInt(3),
                                                        "z",
                                                        (long) random.nextInt(3)),
                                                Set.of(),
                                                Place.ANY)),
                                has,
                                has.pods(),
                                0,
                                Renewal.ROLLOUT));
            }
            List<QuotaLine> lines = new ArrayList<>();
            for (String resource : List.of("x", "y", "z")) {
                Set<WorkloadRef> counted = new HashSet<>();
                least.stream()
                        .map(grant -> grant.claim().workload())
                        .filter(_ -> random.nextInt(3) > 0)
                        .forEach(counted::add);
                lines.add(
                        new QuotaLine(
                                "compute",
                                resource,
                                random.nextInt(18),
                                random.nextInt(3),
                                counted));
            }
            return new Case(lines, least, now);
        }

        boolean isLetIn(BitSet in) {
            return lines.stream()
                    .allMatch(line -> {
                        long sum = line.others();
                        long asked = 0;
                        for (int index = 0; index < least.size(); index++) {
                            if (line.counted().contains(least.get(index).claim().workload())) {
                                long charge = line.charge(least.get(index));
                                sum += in.get(index) ? charge : now.get(index).charge(line);
                                asked += in.get(index) ? charge : 0;
                            }
                        }
                        return asked == 0 || sum <= line.hard();
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void thereIsRoomForTheOthersAndForNobodyElse(long seed) {
        Case of = Case.random(seed);
        BitSet in = all(of);
        Stuck.of(of.lines(), of.least(), of.now()).on().keySet().forEach(in::clear);

        assertThat(of.isLetIn(in)).isTrue();
        for (int index = in.nextClearBit(0);
                index < of.least().size();
                index = in.nextClearBit(index + 1)) {
            BitSet more = (BitSet) in.clone();
            more.set(index);
            assertThat(of.isLetIn(more)).as("%d as well", index).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whereItIsCertainWhoIsStuckNobodyElseCouldBeInstead(long seed) {
        Case of = Case.random(seed);
        Stuck.Found found = Stuck.of(of.lines(), of.least(), of.now());

        if (found.certain()) {
            for (long choice = 0; choice < 1L << of.least().size(); choice++) {
                BitSet in = BitSet.valueOf(new long[] {choice});
                if (of.isLetIn(in)) {
                    assertThat(found.on().keySet()).as("%s", in).noneMatch(in::get);
                }
            }
        }
    }

    @Test
    void theSeedsAreOfAllKinds() {
        assertThat(
                        seeds().mapToObj(Case::random)
                                .map(of -> Stuck.of(of.lines(), of.least(), of.now()))
                                .map(found ->
                                        (found.on().isEmpty() ? "none " : "some ")
                                                + found.certain()))
                .contains("none true", "some true", "some false");
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    private static BitSet all(Case of) {
        BitSet all = new BitSet();
        all.set(0, of.least().size());
        return all;
    }
}
