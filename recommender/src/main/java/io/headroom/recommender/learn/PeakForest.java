package io.headroom.recommender.learn;

import io.headroom.recommender.size.headroom.PeakDay;
import io.headroom.recommender.size.headroom.PeakLearner;
import io.headroom.recommender.size.headroom.PeakModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import smile.classification.RandomForest;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.type.StructType;
import smile.data.vector.IntVector;
import smile.model.cart.SplitRule;

/**
 * A random forest (Breiman, 2001) that tells which band the next day's peak falls in. Trees end in
 * leaves of many days, so that their shares are those of more than one container.
 */
final class PeakForest implements PeakLearner {
    private static final String BAND = "band";
    private static final int TREES = 100;
    private static final int FEATURES_A_SPLIT = 4;
    private static final int DEEPEST = 12;
    private static final int LEAST_DAYS_A_LEAF = 20;

    /** As many as there are, drawn with replacement. */
    private static final double DAYS_A_TREE = 1;

    private static final long SEED = 2026;

    /** Found here, and not when something is to be learned, where Smile is missing. */
    private final SplitRule rule = SplitRule.GINI;

    @Override
    public PeakModel fit(List<PeakDay> days) {
        String[] names =
                IntStream.range(0, PeakDay.FEATURES)
                        .mapToObj(feature -> "feature" + feature)
                        .toArray(String[]::new);
        double[][] features = days.stream().map(PeakDay::features).toArray(double[][]::new);
        int[] seen = days.stream().mapToInt(PeakDay::nextBand).toArray();
        int[] bands = IntStream.of(seen).distinct().sorted().toArray();
        if (bands.length < 2) {
            return PeakModel.always(bands.length == 0 ? PeakDay.BANDS - 1 : bands[0]);
        }
        DataFrame known = DataFrame.of(features, names);
        int[] classes = IntStream.of(seen).map(band -> Arrays.binarySearch(bands, band)).toArray();
        // without the band: what is to be told is not known then
        StructType schema = new StructType(known.schema().fields());
        DataFrame table = known.add(new IntVector(BAND, classes));
        RandomForest forest =
                RandomForest.fit(
                        Formula.lhs(BAND),
                        table,
                        new RandomForest.Options(
                                TREES,
                                FEATURES_A_SPLIT,
                                rule,
                                DEEPEST,
                                Math.max(2, days.size() / LEAST_DAYS_A_LEAF),
                                LEAST_DAYS_A_LEAF,
                                DAYS_A_TREE,
                                null,
                                LongStream.range(SEED, SEED + TREES).toArray(),
                                null));
        return day -> shares(forest, Tuple.of(schema, day), bands);
    }

    private static double[] shares(RandomForest forest, Tuple day, int[] bands) {
        double[] known = new double[bands.length];
        forest.predict(day, known);
        double[] shares = new double[PeakDay.BANDS];
        for (int i = 0; i < bands.length; i++) {
            shares[bands[i]] = known[i];
        }
        return shares;
    }
}
