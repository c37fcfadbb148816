package io.headroom.recommender.fit;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces have to keep what they have so that the others are let in at their least: those
 * that a line does not let in which counts no others, and then one after the other whoever takes
 * most of what is missing on the lines that they share.
 */
final class Stuck {
    private final List<QuotaLine> lines;

    /** Of each namespace by line what it counts for, at its least and now. */
    private final TreeMap<String, Sums> sums = new TreeMap<>();

    private final Set<String> stuck = new TreeSet<>();

    private static final class Sums {
        private final long[] least;
        private final long[] now;

        Sums(int lines) {
            this.least = new long[lines];
            this.now = new long[lines];
        }
    }

    private Stuck(List<QuotaLine> lines, List<String> of, List<Grant> least, List<Standing> now) {
        this.lines = lines;
        Room room = new Room(lines, least.stream().map(Grant::claim).toList());
        for (int index = 0; index < of.size(); index++) {
            Sums each = sums.computeIfAbsent(of.get(index), _ -> new Sums(lines.size()));
            for (int line = 0; line < lines.size(); line++) {
                if (room.counts(line, index)) {
                    QuotaLine counting = lines.get(line);
                    each.least[line] += counting.charge(least.get(index));
                    each.now[line] += now.get(index).charge(counting);
                }
            }
        }
    }

    /**
     * The namespaces; empty where nothing is missing.
     *
     * @param of the namespace of each of the grants
     */
    static Set<String> of(
            List<QuotaLine> lines, List<String> of, List<Grant> least, List<Standing> now) {
        Stuck search = new Stuck(lines, of, least, now);
        String next = search.next();
        while (next != null) {
            search.stuck.add(next);
            next = search.next();
        }
        search.addAllThatAskFor();
        return search.stuck;
    }

    /** What is missing though one more that keeps what it has is no help is in the way of all. */
    private void addAllThatAskFor() {
        for (int line = 0; line < lines.size(); line++) {
            if (missing(line, null) > 0) {
                for (String namespace : sums.keySet()) {
                    if (least(namespace, line) > 0) {
                        stuck.add(namespace);
                    }
                }
            }
        }
    }

    /**
     * Who keeps what it has beside those that do already; null where nobody has to, or it does not
     * help.
     */
    private @Nullable String next() {
        double missing = missing(null);
        if (missing == 0) {
            return null;
        }
        for (int line = 0; line < lines.size(); line++) {
            int at = line;
            List<String> counted =
                    sums.keySet().stream()
                            .filter(each -> !stuck.contains(each) && least(each, at) > 0)
                            .toList();
            if (counted.size() == 1 && missing(line, null) > 0) {
                return counted.getFirst();
            }
        }
        String most = null;
        double fewest = missing;
        for (String namespace : sums.keySet()) {
            double then = stuck.contains(namespace) ? missing : missing(namespace);
            if (then < fewest) {
                fewest = then;
                most = namespace;
            }
        }
        return most;
    }

    /**
     * What all lines lack together, as parts of what they let in.
     *
     * @param also who keeps what it has beside those that do; null for nobody
     */
    private double missing(@Nullable String also) {
        double missing = 0;
        for (int line = 0; line < lines.size(); line++) {
            missing += missing(line, also);
        }
        return missing;
    }

    private double missing(int line, @Nullable String also) {
        QuotaLine of = lines.get(line);
        long sum = of.others();
        long asked = 0;
        for (var each : sums.entrySet()) {
            if (stuck.contains(each.getKey()) || each.getKey().equals(also)) {
                sum += each.getValue().now[line];
            } else {
                sum += each.getValue().least[line];
                asked += each.getValue().least[line];
            }
        }
        return asked == 0 ? 0 : (double) Math.max(sum - of.hard(), 0) / Math.max(of.hard(), 1);
    }

    private long least(String namespace, int line) {
        Sums each = sums.get(namespace);
        return each == null ? 0 : each.least[line];
    }
}
