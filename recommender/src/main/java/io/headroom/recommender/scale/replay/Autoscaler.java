package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The quick twin of {@link io.headroom.recommender.scale.hpa.HpaController} for pods that are all
 * alike: the same answers, with what it remembers in arrays. Not thread-safe.
 */
final class Autoscaler {
    private static final int QUICK_START = 4;

    private final ControllerSettings settings;
    private final Extremes highest = new Extremes();

    /** Of the proposals' negatives, so that its highest is their lowest. */
    private final Extremes lowest = new Extremes();

    private final Moves ups = new Moves();
    private final Moves downs = new Moves();
    private Signal[] signals = {};
    private double upTolerance;
    private double downTolerance;
    private double upWindow;
    private double downWindow;
    private boolean behaves;
    private boolean first = true;

    Autoscaler(ControllerSettings settings) {
        this.settings = settings;
    }

    /** Goes by another spec from now on; what it remembers stays. */
    void follow(HpaSpec spec, Signal[] metrics) {
        signals = metrics;
        Behavior behavior = spec.behavior();
        behaves = behavior != null;
        upTolerance = settings.tolerance();
        downTolerance = settings.tolerance();
        upWindow = 0;
        downWindow = seconds(settings.downscaleStabilization());
        if (behavior != null) {
            upTolerance = otherwise(behavior.scaleUp().tolerance(), upTolerance);
            downTolerance = otherwise(behavior.scaleDown().tolerance(), downTolerance);
            upWindow = window(behavior.scaleUp(), upWindow);
            downWindow = window(behavior.scaleDown(), downWindow);
            ups.follow(behavior.scaleUp());
            downs.follow(behavior.scaleDown());
        }
    }

    /** Forgets everything, as a controller that starts. */
    void restart() {
        highest.clear();
        lowest.clear();
        ups.clear();
        downs.clear();
        first = true;
    }

    /**
     * Looks at the workload once.
     *
     * @param now in seconds
     * @param current how many replicas there shall be so far
     * @param ready how many of them were Ready when the metrics were read
     * @return how many there shall be
     */
    int reconcile(double now, int current, int ready, int min, int max) {
        if (first) {
            remember(now, current);
            first = false;
        }
        if (current == 0 && min != 0) {
            return 0;
        }
        if (current > max) {
            return moved(now, current, max);
        }
        if (current < min) {
            return moved(now, current, min);
        }
        int proposed = 0;
        int invalid = 0;
        for (Signal signal : signals) {
            int proposal = signal.proposal(current, ready, upTolerance, downTolerance);
            if (proposal < 0) {
                invalid++;
            } else if (proposal > proposed) {
                proposed = proposal;
            }
        }
        if (invalid > 0 && (invalid == signals.length || proposed < current)) {
            return current;
        }
        return moved(now, current, bounded(now, current, steady(now, current, proposed), min, max));
    }

    private int steady(double now, int current, int proposed) {
        int steady;
        if (behaves) {
            int least = -lowest.highestAfter(now - upWindow, -proposed);
            int most = highest.highestAfter(now - downWindow, proposed);
            steady = Math.min(Math.max(current, least), most);
        } else {
            steady = highest.highestFrom(now - downWindow, proposed);
        }
        double longer = Math.max(upWindow, downWindow);
        highest.forgetBefore(now - longer);
        lowest.forgetBefore(now - longer);
        remember(now, proposed);
        return steady;
    }

    private void remember(double now, int proposed) {
        highest.add(now, proposed);
        lowest.add(now, -proposed);
    }

    private int bounded(double now, int current, int desired, int min, int max) {
        if (!behaves) {
            return Math.max(
                    min, Math.min(desired, Math.min(max, Math.max(2 * current, QUICK_START))));
        }
        if (desired > current) {
            return Math.min(desired, Math.min(max, ups.highest(current, downs, now)));
        }
        if (desired < current) {
            return Math.max(desired, Math.max(min, downs.lowest(current, ups, now)));
        }
        return desired;
    }

    private int moved(double now, int from, int to) {
        if (!behaves) {
            return to;
        }
        if (to > from) {
            ups.add(now, to - from);
        } else if (to < from) {
            downs.add(now, from - to);
        }
        return to;
    }

    private static double otherwise(@Nullable Double own, double usual) {
        return own == null ? usual : own;
    }

    private static double window(ScalingRules rules, double usual) {
        Duration own = rules.stabilizationWindow();
        return own == null ? usual : seconds(own);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
