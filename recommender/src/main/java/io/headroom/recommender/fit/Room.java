package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/** What lines of quotas let in, and which of the claims they count. */
final class Room {
    private final List<QuotaLine> lines;

    /** For each line the indices of the claims that it counts. */
    private final List<BitSet> counted;

    Room(List<QuotaLine> lines, List<Claim> claims) {
        this.lines = List.copyOf(lines);
        Map<WorkloadRef, Integer> indices = new HashMap<>();
        for (int index = 0; index < claims.size(); index++) {
            indices.put(claims.get(index).workload(), index);
        }
        this.counted =
                lines.stream()
                        .map(line ->
                                line.counted().stream()
                                        .filter(indices::containsKey)
                                        .mapToInt(indices::get)
                                        .collect(BitSet::new, BitSet::set, BitSet::or))
                        .toList();
    }

    List<QuotaLine> lines() {
        return lines;
    }

    /** The claims that a line counts, by their index. */
    BitSet counted(int line) {
        return counted.get(line);
    }

    boolean counts(int line, int claim) {
        return counted.get(line).get(claim);
    }

    /** What a line would count. */
    long sum(int line, List<Grant> grants) {
        QuotaLine of = lines.get(line);
        return sum(line, of.others(), claim -> of.charge(grants.get(claim)));
    }

    /** Likewise, by what it counts of each claim. */
    long sum(int line, IntToLongFunction charge) {
        return sum(line, lines.get(line).others(), charge);
    }

    private long sum(int line, long others, IntToLongFunction charge) {
        long sum = others;
        BitSet claims = counted.get(line);
        for (int claim = claims.nextSetBit(0); claim >= 0; claim = claims.nextSetBit(claim + 1)) {
            sum = Math.addExact(sum, charge.applyAsLong(claim));
        }
        return sum;
    }

    /**
     * What a line counts while pods are as they are: the claims of volumes that are there are among
     * its others, and no other is made for them.
     */
    long now(int line, List<Standing> now) {
        QuotaLine of = lines.get(line);
        return sum(line, of.others(), claim -> now.get(claim).charge(of));
    }

    /**
     * How much more a line would count than it lets in; negative where there is room. One that is
     * over its limit by others alone lets in whatever it counts nothing of.
     */
    long missing(int line, List<Grant> grants) {
        QuotaLine of = lines.get(line);
        return sum(line, grants) - Math.max(of.hard(), of.others());
    }

    /**
     * How many pods of each claim the lines have room for when it has the least of each, and the
     * others their fewest of that: no plan has more.
     *
     * @param least with the fewest pods, which there is room for
     * @param wanted how many pods each wants
     */
    List<Integer> most(List<Grant> least, List<Integer> wanted) {
        int[] most = wanted.stream().mapToInt(Integer::intValue).toArray();
        for (int line = 0; line < lines.size(); line++) {
            QuotaLine of = lines.get(line);
            long left = -missing(line, least);
            for (int claim : counted.get(line).stream().toArray()) {
                Grant grant = least.get(claim);
                most[claim] = most(of, grant, most[claim], of.charge(grant) + left);
            }
        }
        return Arrays.stream(most).boxed().toList();
    }

    /** The most pods, up to so many, of which a line counts no more than this. */
    static int most(QuotaLine line, Grant least, int wanted, long room) {
        int low = Math.min(least.pods(), wanted);
        int high = wanted;
        while (low < high) {
            int middle = (int) (((long) low + high + 1) >>> 1);
            if (line.charge(least.with(middle)) <= room) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The most that a line would count while all roll out at once, with all of their surge. */
    long onTheWay(int line, List<Standing> now, List<Grant> then) {
        QuotaLine of = lines.get(line);
        return sum(
                line,
                of.others(),
                claim ->
                        of.onTheWay(
                                now.get(claim),
                                then.get(claim).staying(),
                                then.get(claim).claim().surge()));
    }

    /** The lines that do not let them in. A line that counts nothing of them does not matter. */
    List<Shortage> shortages(List<Grant> grants) {
        return shortages(line -> sum(line, grants));
    }

    /** Likewise while all roll out at once. */
    List<Shortage> shortages(List<Standing> now, List<Grant> then) {
        return shortages(line -> onTheWay(line, now, then));
    }

    /**
     * Likewise of what each line would count.
     *
     * @param sums by the index of the line
     */
    List<Shortage> shortages(IntToLongFunction sums) {
        List<Shortage> shortages = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            QuotaLine of = lines.get(line);
            long sum = sums.applyAsLong(line);
            if (sum > of.hard() && sum > of.others()) {
                shortages.add(new Shortage(of, sum));
            }
        }
        return shortages;
    }
}
