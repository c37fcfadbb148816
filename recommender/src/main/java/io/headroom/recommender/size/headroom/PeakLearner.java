package io.headroom.recommender.size.headroom;

import java.util.List;

/** Learns from the days of containers what the next day's peak of memory will be. */
@FunctionalInterface
public interface PeakLearner {
    /** The same of the same days. */
    PeakModel fit(List<PeakDay> days);
}
