package io.headroom.recommender.fit.search;

import io.headroom.recommender.fit.search.Budget.SpentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who of one rank gives up what when lines of quotas are short: pods, and steps of what one
 * requests, with as small a sum of unmet need relative to need as can be.
 *
 * <p>Once it is known how many pods each has, what is left is a matter of one resource at a time
 * ({@link FewestSteps}). Which numbers of pods are worth a look says a Lagrangian bound: freeing is
 * given a price on each line, so that everybody's own cheapest choice is known; the prices are
 * raised and lowered, by factors, until those choices free about what is missing. A choice of pods
 * is looked at unless it costs, at these prices, more above the sum of the cheapest than the best
 * plan found so far does.
 */
final class LeastUnmet {
    /** More plans that are as good are not kept for those who come after. */
    static final int ALIKE = 32;

    /** For what is likely to need no search, and for all ways that are as good as each other. */
    private static final int LITTLE = 20_000;

    /** So many choices of pods are priced in the time that it takes to try one. */
    private static final int CHOICES_AT_ONCE = 16;

    private static final int ROUNDS = 120;
    private static final int ROUNDS_ALONE = 12;
    private static final double EQUAL = 1e-6;

    private final List<Offer> offers;
    private final List<BitSet> partLines;
    private final BitSet otherLines;
    private final int width;
    private final long[] missing;
    private final long[] useful;
    private final int each;
    private final Budget budget;

    /** What freeing a unit on each line is worth. */
    private double[] worth;

    /** What everybody's cheapest choices cost at these prices: no plan costs less. */
    private double bound = Double.NEGATIVE_INFINITY;

    /** By offer and choice of pods, what is added to that. */
    private double[][] regrets = {};

    /** By offer its choices of pods, the cheapest first. */
    private int[][] byRegret = {};

    /** Those whose number of pods is not settled, and what those from each one on free at most. */
    private int[] open = {};

    private long[][] later = {};

    private final int[] without;
    private final List<Choice> found = new ArrayList<>();
    private boolean complete = true;
    private boolean tooManyAlike;

    /**
     * What each gives up.
     *
     * @param without by offer the choice of pods
     * @param steps by part and offer
     * @param cost the sum of unmet needs, in parts of {@link Offer#NEED}
     * @param ofPods what of that is pods
     * @param left what is missing then on each line; below zero where there is room
     */
    record Choice(
            List<Integer> without,
            List<List<Integer>> steps,
            long cost,
            long ofPods,
            List<Long> left) {}

    /**
     * The best.
     *
     * @param choices of which none costs less, and none leaves at least as much room as another;
     *     the first ones let pods be rather than requests, and those who come first
     * @param proved whether nothing costs less
     * @param all whether there is no other such choice
     */
    record Result(List<Choice> choices, boolean proved, boolean all) {}

    /**
     * @param partLines of each part of the offers the lines that count it
     * @param missing what has to be freed on each line
     * @param useful how much more room than none those who come after can use on each line
     * @param each what a step costs, in parts of {@link Offer#NEED}
     */
    LeastUnmet(
            List<Offer> offers,
            List<BitSet> partLines,
            long[] missing,
            long[] useful,
            int each,
            Budget budget) {
        this.offers = offers;
        this.partLines = partLines;
        this.missing = missing;
        this.useful = useful.clone();
        this.each = each;
        this.budget = budget;
        this.width = missing.length;
        this.worth = new double[width];
        this.without = new int[offers.size()];
        this.otherLines = new BitSet();
        otherLines.set(0, width);
        partLines.forEach(otherLines::andNot);
    }

    /**
     * Searches.
     *
     * @return no choices when all that is offered does not free enough
     * @throws SpentException when the budget ends before anything was found
     */
    Result search() {
        boolean isOpen = offers.stream().anyMatch(offer -> offer.most() > 0);
        // most quotas lie within each other: where all pods stay nothing has to be tried then
        if (!isOpen && isThrough(new Budget(LITTLE))) {
            return result();
        }
        setPrices();
        boolean isFollowed = Arrays.stream(useful).anyMatch(each -> each > 0);
        if (isFollowed) {
            if (isThrough(new Budget(LITTLE))) {
                return result();
            }
            // there are too many ways that are as good for all of them to be kept
            Arrays.fill(useful, 0);
        }
        complete = isThrough(budget);
        if (found.isEmpty() && !complete) {
            throw new SpentException();
        }
        tooManyAlike |= isFollowed;
        return result();
    }

    /** Whether the budget is enough to look at everything that is worth a look. */
    private boolean isThrough(Budget budget) {
        found.clear();
        tooManyAlike = false;
        setRegrets();
        try {
            lookAtCheapest(budget);
            setOpen();
            if (open.length > 0) {
                search(0, bound, afterSettled(), budget);
            }
            return true;
        } catch (SpentException e) {
            return false;
        }
    }

    private Result result() {
        boolean proved = complete || found.getFirst().cost() <= Math.ceil(bound - EQUAL);
        found.sort(
                Comparator.comparingLong(Choice::ofPods)
                        .thenComparing(Choice::without, LeastUnmet::firstKeepMore));
        return new Result(found, proved, complete && !tooManyAlike);
    }

    private static int firstKeepMore(List<Integer> one, List<Integer> other) {
        for (int at = 0; at < one.size(); at++) {
            int compared = one.get(at).compareTo(other.get(at));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    /** Seeks the prices at which everybody's cheapest choices free about what is missing. */
    private void setPrices() {
        double[] price = alone();
        double[] best = price;
        double[] slopeOfBest = new double[width];
        double most = Double.NEGATIVE_INFINITY;
        double reach = 0.25;
        int since = 0;
        for (int round = 0; round < ROUNDS && reach > 0.004; round++) {
            budget.spend(choices(offers));
            double[] slope = new double[width];
            double[] unit = perUnit(price);
            double sum = sum(price, unit, slope);
            if (sum > most + EQUAL) {
                most = sum;
                best = price;
                slopeOfBest = slope;
                worth = unit;
                since = 0;
            } else if (++since == 3) {
                reach *= 0.6;
                since = 0;
            }
            double[] next = new double[width];
            for (int line = 0; line < width; line++) {
                next[line] =
                        since == 0
                                ? best[line] * Math.exp(reach * Math.max(-1, slopeOfBest[line]))
                                : price[line] * Math.exp(reach * Math.max(-1, slope[line]));
            }
            price = next;
        }
    }

    /** How much there is to look at to find everybody's cheapest, in parts of the budget. */
    private static long choices(List<Offer> offers) {
        long choices = 0;
        for (Offer offer : offers) {
            choices += offer.most();
        }
        return offers.size() + choices / CHOICES_AT_ONCE;
    }

    /** What nobody's choice costs less than at these prices; and by line how much is not freed. */
    private double sum(double[] price, double[] unit, double[] slope) {
        double sum = 0;
        for (int line = 0; line < width; line++) {
            if (missing[line] > 0) {
                sum += price[line];
                slope[line] = 1;
            }
        }
        for (Offer offer : offers) {
            sum += cheapest(offer, unit, slope);
        }
        return sum;
    }

    /** The prices if each line were the only one of its resource that is short, shared out. */
    private double[] alone() {
        double[] price = new double[width];
        for (int line = 0; line < width; line++) {
            if (missing[line] > 0) {
                price[line] = alone(line) / beside(line);
            }
        }
        return price;
    }

    /** How many short lines there are of a line's resource. */
    private long beside(int line) {
        return partLines.stream()
                .filter(lines -> lines.get(line))
                .mapToLong(lines -> lines.stream().filter(each -> missing[each] > 0).count())
                .max()
                .orElse(1);
    }

    private double alone(int line) {
        int on = line;
        List<Offer> counted =
                offers.stream()
                        .filter(offer -> Arrays.stream(offer.lines()).anyMatch(each -> each == on))
                        .toList();
        budget.spend(choices(counted));
        double[] price = new double[width];
        double low = 0;
        double high = 0;
        price[line] = each;
        // doubled until everybody's choices free enough, and then halved in between
        for (int round = 0; round < ROUNDS_ALONE; round++) {
            double[] slope = new double[width];
            double[] unit = perUnit(price);
            slope[line] = 1;
            for (Offer offer : counted) {
                cheapest(offer, unit, slope);
            }
            if (slope[line] > 0) {
                low = price[line];
            } else {
                high = price[line];
            }
            price[line] = high == 0 ? 4 * low : Math.sqrt(low * high);
            if (low == 0) {
                price[line] = high / 4;
            }
        }
        return price[line];
    }

    private double[] perUnit(double[] price) {
        double[] unit = new double[width];
        for (int line = 0; line < width; line++) {
            unit[line] = missing[line] > 0 ? price[line] / missing[line] : 0;
        }
        return unit;
    }

    /** The least cost of one's choices at these prices; takes off what it frees. */
    private double cheapest(Offer offer, double[] unit, double[] slope) {
        double least = Double.POSITIVE_INFINITY;
        int fewer = 0;
        for (int some = 0; some <= offer.most(); some++) {
            double cost = cost(offer, unit, some);
            if (cost < least) {
                least = cost;
                fewer = some;
            }
        }
        for (int line : offer.lines()) {
            if (missing[line] > 0) {
                slope[line] -= (double) offer.without(line, fewer) / missing[line];
            }
        }
        for (Offer.Part part : offer.parts(fewer)) {
            int steps = part.best(unit, each).steps();
            if (steps > 0) {
                for (int line : offer.lines()) {
                    if (missing[line] > 0) {
                        slope[line] -= (double) part.freed(line, steps) / missing[line];
                    }
                }
            }
        }
        return least;
    }

    /** What it costs to do without so many pods, less what it frees is worth; steps at best. */
    private double cost(Offer offer, double[] unit, int fewer) {
        double cost = offer.unmet(fewer);
        if (fewer > 0) {
            for (int line : offer.lines()) {
                cost -= unit[line] * offer.without(line, fewer);
            }
        }
        for (Offer.Part part : offer.parts(fewer)) {
            cost += part.best(unit, each).cost();
        }
        return cost;
    }

    private void setRegrets() {
        regrets = new double[offers.size()][];
        byRegret = new int[offers.size()][];
        bound = 0;
        for (int line = 0; line < width; line++) {
            bound += missing[line] > 0 ? worth[line] * missing[line] : 0;
        }
        for (int index = 0; index < regrets.length; index++) {
            Offer offer = offers.get(index);
            double[] costs = new double[offer.most() + 1];
            for (int fewer = 0; fewer < costs.length; fewer++) {
                costs[fewer] = cost(offer, worth, fewer);
            }
            double least = Arrays.stream(costs).min().orElse(0);
            bound += least;
            regrets[index] = Arrays.stream(costs).map(cost -> cost - least).toArray();
            byRegret[index] = byRegret(regrets[index]);
        }
    }

    /** So that from the start there is something to be better than. */
    private void lookAtCheapest(Budget budget) {
        for (int index = 0; index < without.length; index++) {
            without[index] = byRegret[index][0];
        }
        budget.spend(offers.size());
        look(budget);
    }

    /** Whose every other number of pods costs more than the best so far is settled. */
    private void setOpen() {
        open =
                IntStream.range(0, offers.size())
                        .filter(index -> {
                            double[] regret = regrets[index];
                            return regret.length > 1
                                    && !isWorse(bound + regret[byRegret[index][1]]);
                        })
                        .toArray();
        later = new long[open.length + 1][width];
        for (int at = open.length - 1; at >= 0; at--) {
            later[at] = later[at + 1].clone();
            Offer offer = offers.get(open[at]);
            for (int line : offer.lines()) {
                later[at][line] += offer.all(line, offer.most());
            }
        }
    }

    /** What is missing when those who are settled take all steps. */
    private long[] afterSettled() {
        long[] after = missing.clone();
        for (int index = 0; index < without.length; index++) {
            if (Arrays.binarySearch(open, index) < 0) {
                for (int line : offers.get(index).lines()) {
                    after[line] -= offers.get(index).all(line, without[index]);
                }
            }
        }
        return after;
    }

    /**
     * @param cost no plan with the pods as decided so far costs less
     * @param after what is missing when those who are decided take all steps as well
     */
    private void search(int at, double cost, long[] after, Budget budget) {
        budget.spend(1);
        for (int line = 0; line < width; line++) {
            if (missing[line] > 0 && after[line] > later[at][line]) {
                return;
            }
        }
        if (at == open.length) {
            budget.spend(offers.size());
            look(budget);
            return;
        }
        int index = open[at];
        Offer offer = offers.get(index);
        double[] regret = regrets[index];
        for (int fewer : byRegret[index]) {
            if (isWorse(cost + regret[fewer])) {
                break;
            }
            long[] then = after.clone();
            for (int line : offer.lines()) {
                then[line] -= offer.all(line, fewer);
            }
            without[index] = fewer;
            search(at + 1, cost + regret[fewer], then, budget);
        }
    }

    private static int[] byRegret(double[] regret) {
        if (regret.length == 1) {
            return new int[1];
        }
        if (regret.length == 2) {
            return regret[1] < regret[0] ? new int[] {1, 0} : new int[] {0, 1};
        }
        return IntStream.range(0, regret.length)
                .boxed()
                .sorted(Comparator.comparingDouble(fewer -> regret[fewer]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private boolean isWorse(double cost) {
        return !found.isEmpty() && cost > found.getFirst().cost() + EQUAL;
    }

    /** At the plans with these pods. */
    private void look(Budget budget) {
        long[] left = missing.clone();
        long ofPods = 0;
        for (int index = 0; index < without.length; index++) {
            int fewer = without[index];
            if (fewer > 0) {
                ofPods += offers.get(index).unmet(fewer);
                for (int line : offers.get(index).lines()) {
                    left[line] -= offers.get(index).without(line, fewer);
                }
            }
        }
        if (otherLines.stream().anyMatch(line -> left[line] > 0)) {
            return;
        }
        long[] atLeast = new long[partLines.size()];
        for (int part = 0; part < atLeast.length; part++) {
            atLeast[part] = atLeast(part, left);
        }
        long cost = ofPods + Arrays.stream(atLeast).sum();
        List<FewestSteps.Splits> splits = new ArrayList<>();
        for (int part = 0; part < atLeast.length; part++) {
            if (isWorse((double) cost)) {
                return;
            }
            cost -= atLeast[part];
            FewestSteps.Splits split = split(part, left, cost, budget);
            if (split == null) {
                return;
            }
            cost += (long) split.sum() * each;
            splits.add(split);
        }
        if (!found.isEmpty() && cost < found.getFirst().cost()) {
            found.clear();
            tooManyAlike = false;
        }
        take(left, cost, ofPods, splits);
    }

    private FewestSteps.@Nullable Splits split(
            int part, long[] left, long costOfOthers, Budget budget) {
        long[] ofPart = new long[width];
        long[] usefulOfPart = new long[width];
        double[] inSteps = new double[width];
        partLines.get(part).stream()
                .forEach(line -> {
                    ofPart[line] = left[line];
                    usefulOfPart[line] = useful[line];
                    inSteps[line] = worth[line] / each;
                });
        List<Offer.Part> parts = new ArrayList<>(offers.size());
        for (int index = 0; index < without.length; index++) {
            parts.add(offers.get(index).part(part, without[index]));
        }
        long most =
                found.isEmpty()
                        ? Integer.MAX_VALUE
                        : (found.getFirst().cost() - costOfOthers) / each;
        return FewestSteps.of(
                        parts,
                        ofPart,
                        (int) Math.min(most, Integer.MAX_VALUE),
                        inSteps,
                        usefulOfPart,
                        budget)
                .orElse(null);
    }

    /** The least that a part's steps can cost with these pods. */
    private long atLeast(int part, long[] left) {
        double cost = 0;
        BitSet lines = partLines.get(part);
        for (int line = lines.nextSetBit(0); line >= 0; line = lines.nextSetBit(line + 1)) {
            cost += left[line] > 0 ? worth[line] * left[line] : 0;
        }
        for (int index = 0; index < without.length && cost > 0; index++) {
            cost += offers.get(index).part(part, without[index]).best(worth, each).cost();
        }
        return Math.max(0, (long) Math.ceil(cost - EQUAL));
    }

    private void take(long[] left, long cost, long ofPods, List<FewestSteps.Splits> splits) {
        List<List<int[]>> all = List.of(List.of());
        for (FewestSteps.Splits each : splits) {
            all =
                    all.stream()
                            .flatMap(before ->
                                    each.steps().stream()
                                            .limit(ALIKE)
                                            .map(steps ->
                                                    Stream.concat(before.stream(), Stream.of(steps))
                                                            .toList()))
                            .toList();
            tooManyAlike |= each.steps().size() > ALIKE;
        }
        for (List<int[]> steps : all) {
            long[] then = left.clone();
            for (int part = 0; part < steps.size(); part++) {
                BitSet on = partLines.get(part);
                for (int index = 0; index < without.length; index++) {
                    int taken = steps.get(part)[index];
                    Offer offer = offers.get(index);
                    for (int line : taken == 0 ? new int[0] : offer.lines()) {
                        if (on.get(line)) {
                            then[line] -= offer.part(part, without[index]).freed(line, taken);
                        }
                    }
                }
            }
            keep(
                    new Choice(
                            Arrays.stream(without).boxed().toList(),
                            steps.stream()
                                    .map(each -> Arrays.stream(each).boxed().toList())
                                    .toList(),
                            cost,
                            ofPods,
                            Arrays.stream(then).boxed().toList()));
        }
    }

    private void keep(Choice choice) {
        for (int at = found.size() - 1; at >= 0; at--) {
            Choice other = found.get(at);
            boolean covers = covers(choice, other);
            boolean isCovered = covers(other, choice);
            if (isCovered && (!covers || !comesFirst(choice, other))) {
                return;
            }
            if (covers) {
                found.remove(at);
            }
        }
        if (found.size() < ALIKE) {
            found.add(choice);
        } else {
            tooManyAlike = true;
        }
    }

    private static boolean comesFirst(Choice one, Choice other) {
        return one.ofPods() == other.ofPods()
                ? firstKeepMore(one.without(), other.without()) < 0
                : one.ofPods() < other.ofPods();
    }

    /** Whether one leaves as much useful room as another on every line. */
    private boolean covers(Choice one, Choice other) {
        for (int line = 0; line < width; line++) {
            if (Math.max(-useful[line], one.left().get(line))
                    > Math.max(-useful[line], other.left().get(line))) {
                return false;
            }
        }
        return true;
    }
}
