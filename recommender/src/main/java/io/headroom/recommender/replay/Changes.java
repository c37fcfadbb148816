package io.headroom.recommender.replay;

/**
 * How often a request moves by more than 10 %.
 *
 * @param raw from one advice to the next
 * @param gated when advice is taken only where it differs that much from what is requested, as the
 *     upstream VPA's updater does
 */
public record Changes(int raw, int gated) {
    static final Changes NONE = new Changes(0, 0);
    static final double GATE = 0.1;
    private static final double ROUNDING = 1e-12;

    /**
     * Counts them.
     *
     * @param requests one after the other; zero while there is none, which is no change
     */
    static Changes of(double[] requests) {
        int raw = 0;
        int gated = 0;
        double applied = 0;
        for (int i = 0; i < requests.length; i++) {
            double request = requests[i];
            if (request <= 0) {
                continue;
            }
            if (i > 0 && requests[i - 1] > 0 && differs(request, requests[i - 1])) {
                raw++;
            }
            if (applied == 0) {
                applied = request;
            } else if (differs(request, applied)) {
                applied = request;
                gated++;
            }
        }
        return new Changes(raw, gated);
    }

    Changes plus(Changes other) {
        return new Changes(raw + other.raw, gated + other.gated);
    }

    private static boolean differs(double request, double before) {
        return Math.abs(request / before - 1) > GATE + ROUNDING;
    }
}
