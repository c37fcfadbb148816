package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.replay.PublicTraces;
import io.headroom.recommender.scale.backtest.HorizontalProtocol;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.LocalClock;
import io.headroom.recommender.scale.trace.DemandReader;
import io.headroom.recommender.scale.trace.DemandTrace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.model.cart.Loss;
import smile.regression.DataFrameRegression;
import smile.regression.GradientTreeBoost;
import smile.regression.RandomForest;

/**
 * Ways to foretell a day that are not used, beside the best mean of days before that the floor
 * knows: each learns from fourteen days and foretells the days of the week after, one by one.
 */
@Tag("slow")
class OtherForecastsTest {
    private static final Logger LOG = LoggerFactory.getLogger(OtherForecastsTest.class);
    private static final Duration LEARNED = Duration.ofDays(14);
    private static final Duration FORETOLD = Duration.ofDays(7);
    private static final int WEEK = 7;
    private static final int FIRST_SCALED = 5;
    private static final int LEAST_ROWS = 500;
    private static final List<Forecast> MEANS =
            IntStream.of(3, 7, 14).mapToObj(days -> new Forecast(days, Forecast.MEAN)).toList();
    private static final String[] FEATURES = {
        "sine",
        "cosine",
        "sineTwice",
        "cosineTwice",
        "weekend",
        "yesterday",
        "meanOfThree",
        "meanOfSeven",
        "highestOfSeven",
        "dayBefore",
        "weekBefore",
        "came"
    };

    /** How a day may be foretold. */
    private enum Way {
        MEAN,
        YESTERDAY,
        /** The mean of days of the same kind: workdays, or days of the weekend (UTC). */
        KIND_OF_DAY,
        /** Smile's random forest, sixty trees. */
        FOREST,
        /** Smile's gradient boosting, eighty trees. */
        BOOSTING
    }

    @Test
    void noWayThatIsNotUsedForetellsMuchBetterThanTheMeansThatAre() throws IOException {
        Map<String, Map<Way, Double>> errors = new TreeMap<>();
        for (var file : DemandReader.folder(PublicTraces.folder().resolve("demand")).files()) {
            DemandTrace trace = DemandReader.read(file);
            if (HorizontalProtocol.takes(trace.demand())) {
                Map<Way, Double> ofSeries = errors(trace.demand());
                if (!ofSeries.isEmpty()) {
                    errors.put(trace.set() + '/' + trace.series(), ofSeries);
                    LOG.info("{} {}", trace.series(), ofSeries);
                }
            }
        }

        assertThat(errors).hasSizeGreaterThan(10);
        for (Way way : List.of(Way.FOREST, Way.BOOSTING, Way.KIND_OF_DAY)) {
            double logs = 0;
            int better = 0;
            for (Map<Way, Double> each : errors.values()) {
                double ratio = each.getOrDefault(way, 0.0) / each.getOrDefault(Way.MEAN, 0.0);
                logs += Math.log(ratio);
                better += ratio < 1 ? 1 : 0;
            }
            double mean = Math.exp(logs / errors.size());
            LOG.info(
                    "{}: {} of the error of means (geometric mean), less on {} of {} series",
                    way,
                    mean,
                    better,
                    errors.size());
            assertThat(mean).as("%s", way).isGreaterThan(0.97);
        }
    }

    /** The mean of what each was off by, over the mean of what came; empty where too short. */
    private static Map<Way, Double> errors(Demand demand) {
        Map<Way, Double> off = new EnumMap<>(Way.class);
        double came = 0;
        for (Instant origin : HorizontalProtocol.origins(demand)) {
            Demand past = demand.between(origin.minus(LEARNED), origin);
            if (past.isEmpty()
                    || past.end(past.size() - 1) - past.start(0)
                            < LEARNED.minusDays(1).toSeconds()) {
                continue;
            }
            DayProfiles known = profiles(past);
            DayProfiles all =
                    profiles(demand.between(origin.minus(LEARNED), origin.plus(FORETOLD)));
            List<double[]> rows = new ArrayList<>();
            for (long day = known.firstDay() + 2; day < known.endDay(); day++) {
                rows.addAll(rows(known, day));
            }
            if (rows.size() >= LEAST_ROWS) {
                came += foretell(known, all, rows, off);
            }
        }
        double sum = came;
        off.replaceAll((_, error) -> error / sum);
        return off;
    }

    private static DayProfiles profiles(Demand demand) {
        return DayProfiles.of(demand, Duration.ofSeconds(135), Duration.ZERO, LocalClock.UTC);
    }

    /** What came in the days after {@code known}, by which the others were off. */
    private static double foretell(
            DayProfiles known, DayProfiles all, List<double[]> rows, Map<Way, Double> off) {
        Forecast mean =
                MEANS.stream()
                        .min(
                                Comparator.comparingDouble(each ->
                                        ForecastTrial.of(
                                                        each,
                                                        known,
                                                        known.firstDay() + 2,
                                                        known.endDay())
                                                .error()))
                        .orElseThrow();
        double level =
                rows.stream().mapToDouble(row -> row[row.length - 1]).average().orElseThrow();
        DataFrame learned = frame(rows, level);
        Formula formula = Formula.lhs("came");
        DataFrameRegression forest =
                RandomForest.fit(
                        formula,
                        learned,
                        new RandomForest.Options(
                                60, 4, 20, 0, 20, 0.5, LongStream.range(1, 61).toArray(), null));
        DataFrameRegression boosting =
                GradientTreeBoost.fit(
                        formula,
                        learned,
                        new GradientTreeBoost.Options(
                                Loss.ls(), 80, 4, 16, 20, 0.08, 0.7, null, null));
        double sum = 0;
        for (long day = known.endDay(); day < all.endDay(); day++) {
            List<double[]> asked = rows(all, day);
            if (asked.isEmpty()) {
                continue;
            }
            DataFrame frame = frame(asked, level);
            double[] byForest = forest.predict(frame);
            double[] byBoosting = boosting.predict(frame);
            for (int i = 0; i < asked.size(); i++) {
                double[] row = asked.get(i);
                int slot = (int) row[row.length - 2];
                double came = row[row.length - 1];
                double of = mean.of(all, day, slot);
                add(off, Way.MEAN, of - came);
                add(off, Way.YESTERDAY, Forecast.SEASONAL_NAIVE.of(all, day, slot) - came);
                add(off, Way.KIND_OF_DAY, ofKind(all, day, slot, of) - came);
                add(off, Way.FOREST, byForest[i] * level - came);
                add(off, Way.BOOSTING, byBoosting[i] * level - came);
                sum += came;
            }
        }
        return sum;
    }

    private static void add(Map<Way, Double> off, Way way, double error) {
        off.merge(way, Math.abs(error), Double::sum);
    }

    private static double ofKind(DayProfiles known, long day, int slot, double otherwise) {
        return LongStream.rangeClosed(day - LEARNED.toDays(), day - 1)
                .filter(before -> isWeekend(before) == isWeekend(day))
                .mapToDouble(before -> known.peak(before, slot))
                .filter(peak -> !Double.isNaN(peak))
                .average()
                .orElse(otherwise);
    }

    /** The first day of 1970 was a Thursday. */
    private static boolean isWeekend(long day) {
        return Math.floorMod(day + 3, WEEK) >= 5;
    }

    /**
     * What is known of each slot of a day before it begins; behind it its number, and what came.
     */
    private static List<double[]> rows(DayProfiles known, long day) {
        double dayBefore =
                IntStream.range(0, DayProfiles.SLOTS)
                        .mapToDouble(slot -> known.peak(day - 1, slot))
                        .filter(peak -> !Double.isNaN(peak))
                        .average()
                        .orElse(Double.NaN);
        List<double[]> rows = new ArrayList<>();
        for (int slot = 0; slot < DayProfiles.SLOTS; slot++) {
            double came = known.peak(day, slot);
            double yesterday = known.peak(day - 1, slot);
            double three = new Forecast(3, Forecast.MEAN).of(known, day, slot);
            double seven = new Forecast(WEEK, Forecast.MEAN).of(known, day, slot);
            double highest = new Forecast(WEEK, 1).of(known, day, slot);
            double week = known.peak(day - WEEK, slot);
            double angle = 2 * Math.PI * slot / DayProfiles.SLOTS;
            if (!Double.isNaN(came + yesterday + dayBefore)) {
                rows.add(
                        new double[] {
                            Math.sin(angle),
                            Math.cos(angle),
                            Math.sin(2 * angle),
                            Math.cos(2 * angle),
                            isWeekend(day) ? 1 : 0,
                            yesterday,
                            three,
                            seven,
                            highest,
                            dayBefore,
                            Double.isNaN(week) ? seven : week,
                            slot,
                            came
                        });
            }
        }
        return rows;
    }

    /** Amounts as shares of the level; the number of the slot is in its angles. */
    private static DataFrame frame(List<double[]> rows, double level) {
        double[][] all = new double[rows.size()][];
        for (int i = 0; i < all.length; i++) {
            double[] row = rows.get(i);
            double[] features = new double[FEATURES.length];
            System.arraycopy(row, 0, features, 0, FEATURES.length - 1);
            features[FEATURES.length - 1] = row[row.length - 1];
            for (int feature = FIRST_SCALED; feature < features.length; feature++) {
                features[feature] /= level;
            }
            all[i] = features;
        }
        return DataFrame.of(all, FEATURES);
    }
}
