package io.headroom.recommender.replay;

import io.headroom.recommender.replay.Front.Point;
import io.headroom.recommender.replay.Verdict.Interval;
import io.headroom.recommender.replay.Verdict.Versus;
import io.headroom.recommender.size.Samples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Every strategy on one resource, over the same series: where each lies, and how sure that is.
 * Series are drawn again with replacement, all strategies on the same draw, as days of one series
 * are too alike to count for themselves.
 */
final class Judgement {
    private static final String KRR = "krr";
    private static final int FEWEST = 10;

    private final List<String> names;
    private final List<String> others;
    private final double[][][] sums;
    private final List<List<Point>> draws;
    private final List<Point> points;

    /**
     * @param sums of each strategy, of each series: waste, use, harm and what harm is a part of
     * @param others those that a strategy is held against, itself left out
     */
    Judgement(List<String> names, List<String> others, double[][][] sums, Resampling resampling) {
        this.names = names;
        this.others = others;
        this.sums = sums;
        int series = sums.length == 0 ? 0 : sums[0].length;
        int[] once = new int[series];
        Arrays.fill(once, 1);
        this.points = points(once);
        this.draws = new ArrayList<>();
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(resampling.seed());
        for (int draw = 0; draw < (series > 1 ? resampling.draws() : 0); draw++) {
            int[] times = new int[series];
            for (int i = 0; i < series; i++) {
                times[random.nextInt(series)]++;
            }
            draws.add(points(times));
        }
    }

    /** How often series are drawn again. */
    record Resampling(int draws, long seed) {}

    Verdict verdict(String name) {
        Point own = point(points, name);
        List<Point> opponents = opponents(points, name);
        Front.Waste front = Front.of(opponents).at(own.harmRatio());
        return new Verdict(
                front.ratio(),
                Ratio.of(own.wasteRatio(), front.ratio()),
                front.reached(),
                interval(
                        draws.stream()
                                .mapToDouble(draw -> {
                                    Point drawn = point(draw, name);
                                    return Ratio.of(
                                            drawn.wasteRatio(),
                                            Front.of(opponents(draw, name))
                                                    .at(drawn.harmRatio())
                                                    .ratio());
                                })
                                .toArray()),
                opponents.stream()
                        .filter(opponent -> opponent.dominates(own))
                        .map(Point::name)
                        .toList(),
                name.equals(KRR) || !others.contains(KRR)
                        ? Optional.empty()
                        : Optional.of(versus(name, KRR)));
    }

    private Versus versus(String name, String other) {
        Point own = point(points, name);
        Point its = point(points, other);
        return new Versus(
                Ratio.of(own.wasteRatio(), its.wasteRatio()),
                interval(
                        draws.stream()
                                .mapToDouble(draw ->
                                        Ratio.of(
                                                point(draw, name).wasteRatio(),
                                                point(draw, other).wasteRatio()))
                                .toArray()),
                own.harmRatio() - its.harmRatio(),
                interval(
                        draws.stream()
                                .mapToDouble(draw ->
                                        point(draw, name).harmRatio()
                                                - point(draw, other).harmRatio())
                                .toArray()));
    }

    private List<Point> points(int[] times) {
        List<Point> placed = new ArrayList<>();
        for (int strategy = 0; strategy < names.size(); strategy++) {
            double[] total = new double[4];
            for (int series = 0; series < times.length; series++) {
                for (int part = 0; part < total.length; part++) {
                    total[part] += times[series] * sums[strategy][series][part];
                }
            }
            placed.add(
                    new Point(
                            names.get(strategy),
                            Ratio.of(total[2], total[3]),
                            Ratio.of(total[0], total[1])));
        }
        return placed;
    }

    private Point point(List<Point> of, String name) {
        return of.get(names.indexOf(name));
    }

    private List<Point> opponents(List<Point> of, String name) {
        return of.stream()
                .filter(point -> others.contains(point.name()) && !point.name().equals(name))
                .toList();
    }

    private static Optional<Interval> interval(double[] drawn) {
        double[] sorted = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
        return sorted.length < FEWEST
                ? Optional.empty()
                : Optional.of(
                        new Interval(
                                Samples.quantile(sorted, 0.025), Samples.quantile(sorted, 0.975)));
    }
}
