package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Less for those that find no step to what there is room for in the end: a smaller pod may be let
 * in beside those that are there. First all of theirs is at the least. If there is an order then,
 * as much is given back as leaves one: to the higher PriorityClass first, within a class to all and
 * then to each by name, pods before requests and requests before limits. So much is tried and no
 * more: it need not be the best of all such plans.
 */
final class Lesser {
    /** How finely it is given back. */
    private static final int PARTS = 16;

    /** How many orders are asked for at most. */
    private static final int MOST_TRIES = 50;

    /** What is given back apart, the first first. */
    private enum Part {
        PODS,
        CPU,
        MEMORY,
        LIMITS_OF_CPU,
        LIMITS_OF_MEMORY
    }

    private static final List<Part> NEEDS = List.of(Part.PODS, Part.CPU, Part.MEMORY);

    /**
     * What comes of grants.
     *
     * @param plan null where there is no order
     * @param stuck who is left over then
     */
    record Tried(Feasible.@Nullable Plan plan, Set<WorkloadRef> stuck) {
        Tried {
            stuck = Set.copyOf(stuck);
        }
    }

    private final List<Grant> most;
    private final List<Standing> now;
    private final Function<List<Grant>, Tried> trying;

    /** How much each lacks of what it is given at most. */
    private List<Map<Part, Integer>> lacks;

    private int left = MOST_TRIES;

    /**
     * @param most what there is room for in the end
     */
    private Lesser(List<Grant> most, List<Standing> now, Function<List<Grant>, Tried> trying) {
        this.now = now;
        this.most = most;
        this.trying = trying;
        this.lacks = most.stream().map(_ -> Map.<Part, Integer>of()).toList();
    }

    /**
     * A plan that gives those less that find no step.
     *
     * @param most what there is room for in the end
     * @param stuck who finds no step to that
     * @param trying what comes of less
     * @return empty where none is found
     */
    static Optional<Feasible.Plan> of(
            List<Grant> most,
            List<Standing> now,
            Set<WorkloadRef> stuck,
            Function<List<Grant>, Tried> trying) {
        return new Lesser(most, now, trying).find(stuck);
    }

    private Optional<Feasible.Plan> find(Set<WorkloadRef> stuck) {
        Set<WorkloadRef> lowered = new TreeSet<>(stuck);
        Feasible.Plan plan = atLeast(lowered);
        if (plan == null) {
            return Optional.empty();
        }
        for (Set<Integer> each : inTurn(lowered)) {
            for (Part part : Part.values()) {
                plan = givenBack(each, part, plan);
            }
        }
        return Optional.of(plan);
    }

    /**
     * The plan when those that find no step have the least.
     *
     * @param lowered who these are; whoever finds none beside them is added
     */
    private Feasible.@Nullable Plan atLeast(Set<WorkloadRef> lowered) {
        while (true) {
            Set<WorkloadRef> others = new TreeSet<>();
            // a pod whose limits have come down to its requests is of another class of quality
            for (List<Part> parts : List.of(NEEDS, List.of(Part.values()))) {
                setToLeast(lowered, parts);
                Tried tried = tried();
                if (tried.plan() != null) {
                    return tried.plan();
                }
                others.addAll(tried.stuck());
            }
            if (!lowered.addAll(others)) {
                return null;
            }
        }
    }

    private void setToLeast(Set<WorkloadRef> lowered, List<Part> parts) {
        Map<Part, Integer> least =
                parts.stream().collect(Collectors.toMap(part -> part, _ -> PARTS));
        lacks =
                most.stream()
                        .map(grant ->
                                lowered.contains(grant.claim().workload())
                                        ? least
                                        : Map.<Part, Integer>of())
                        .toList();
    }

    private int lack(int index, Part part) {
        return lacks.get(index).getOrDefault(part, 0);
    }

    private Tried tried() {
        left--;
        return trying.apply(grants());
    }

    /** Class by class, the highest first, all of it and then each. */
    private List<Set<Integer>> inTurn(Set<WorkloadRef> lowered) {
        Map<Integer, Set<Integer>> classes = new TreeMap<>(Comparator.reverseOrder());
        for (int index = 0; index < most.size(); index++) {
            Claim claim = most.get(index).claim();
            if (lowered.contains(claim.workload())) {
                classes.computeIfAbsent(claim.priority(), _ -> new TreeSet<>()).add(index);
            }
        }
        List<Set<Integer>> all = new ArrayList<>();
        for (Set<Integer> each : classes.values()) {
            all.add(each);
            if (each.size() > 1) {
                each.forEach(index -> all.add(Set.of(index)));
            }
        }
        return all;
    }

    /** The plan when as much of a part is given back to all of them as leaves one. */
    private Feasible.Plan givenBack(Set<Integer> to, Part part, Feasible.Plan found) {
        Feasible.Plan plan = found;
        int without = -1;
        int with = to.stream().mapToInt(index -> lack(index, part)).max().orElse(0);
        while (without + 1 < with && left > 0) {
            // mostly all of it is, as only one part of what was taken was in the way
            int lack = without < 0 ? 0 : (without + with) / 2;
            List<Map<Part, Integer>> lacked = lacks;
            List<Grant> before = grants();
            lacks = lacking(to, part, lack);
            Feasible.Plan then = grants().equals(before) ? plan : tried().plan();
            if (then == null) {
                without = lack;
                lacks = lacked;
            } else {
                with = lack;
                plan = then;
            }
        }
        return plan;
    }

    /** When none of them lacks more than that of a part. */
    private List<Map<Part, Integer>> lacking(Set<Integer> none, Part part, int most) {
        List<Map<Part, Integer>> all = new ArrayList<>(lacks);
        for (int index : none) {
            Map<Part, Integer> less = new EnumMap<>(Part.class);
            less.putAll(lacks.get(index));
            less.computeIfPresent(part, (_, lack) -> Math.min(lack, most));
            all.set(index, less);
        }
        return all;
    }

    private List<Grant> grants() {
        return IntStream.range(0, most.size()).mapToObj(this::lesser).toList();
    }

    private Grant lesser(int index) {
        Grant most = this.most.get(index);
        // those that are there are not ended for the way of others
        int fewest = Math.max(most.claim().fewest(), now.get(index).count());
        Grant grant = most.with((int) lesser(most.pods(), fewest, lack(index, Part.PODS)));
        return lesser(
                lesser(grant, Kind.CPU, lack(index, Part.CPU), lack(index, Part.LIMITS_OF_CPU)),
                Kind.MEMORY,
                lack(index, Part.MEMORY),
                lack(index, Part.LIMITS_OF_MEMORY));
    }

    private static Grant lesser(Grant most, Kind kind, int lacks, int ofLimits) {
        if (lacks == 0 && ofLimits == 0) {
            return most;
        }
        List<Given> all = new ArrayList<>();
        List<Given> lowest = new ArrayList<>();
        for (int at = 0; at < most.given(kind).size(); at++) {
            Amount amount = kind.of(most.claim().containers().get(at));
            Given given = most.given(kind).get(at);
            long request = lesser(given.request(), amount.least(), lacks);
            long low = amount.leastOfLimit(request);
            long high = Math.max(Math.min(amount.mostOfLimit(request), given.limit()), low);
            lowest.add(new Given(request, low));
            all.add(new Given(request, lesser(high, low, ofLimits)));
        }
        return most.with(kind, most.claim().isWithinRatio(kind, all) ? all : lowest);
    }

    /** So many parts of the way from the most to the least. */
    private static long lesser(long most, long least, int parts) {
        return most - (most - Math.min(least, most)) * parts / PARTS;
    }
}
