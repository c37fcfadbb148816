package io.headroom.recommender.size.headroom;

/** Tells what the next day's peak of memory will be. */
@FunctionalInterface
public interface PeakModel {
    /**
     * How likely it is to fall in each of {@link PeakDay#BANDS} bands.
     *
     * @param features of the day before it, as of {@link PeakDay#features}
     * @return summing up to 1
     */
    double[] shares(double[] features);

    /** Knows of one band alone. */
    static PeakModel always(int band) {
        return _ -> {
            double[] shares = new double[PeakDay.BANDS];
            shares[band] = 1;
            return shares;
        };
    }
}
