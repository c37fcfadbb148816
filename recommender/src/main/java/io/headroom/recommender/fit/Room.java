package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

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

    boolean counts(int line, int claim) {
        return counted.get(line).get(claim);
    }

    /** The lines that count a claim, in their order. */
    int[] linesOf(int claim) {
        return IntStream.range(0, lines.size()).filter(line -> counts(line, claim)).toArray();
    }

    /** Whether a line counts anything at all of them. */
    boolean counts(int line, List<Grant> grants) {
        String resource = lines.get(line).resource();
        return counted.get(line).stream().anyMatch(claim -> grants.get(claim).charge(resource) > 0);
    }

    /** What a line would count. */
    long sum(int line, List<Grant> grants) {
        QuotaLine of = lines.get(line);
        long sum = of.others();
        BitSet claims = counted.get(line);
        for (int claim = claims.nextSetBit(0); claim >= 0; claim = claims.nextSetBit(claim + 1)) {
            sum = Math.addExact(sum, grants.get(claim).charge(of.resource()));
        }
        return sum;
    }

    /** How much more a line would count than it lets in; negative where there is room. */
    long missing(int line, List<Grant> grants) {
        return sum(line, grants) - lines.get(line).hard();
    }

    /** The lines that do not let them in. A line that counts nothing of them does not matter. */
    List<Shortage> shortages(List<Grant> grants) {
        List<Shortage> shortages = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            shortage(line, sum(line, grants)).ifPresent(shortages::add);
        }
        return shortages;
    }

    /** Whether a line does not let a sum in. */
    Optional<Shortage> shortage(int line, long sum) {
        QuotaLine of = lines.get(line);
        return sum > of.hard() && sum > of.others()
                ? Optional.of(new Shortage(of, sum))
                : Optional.empty();
    }
}
