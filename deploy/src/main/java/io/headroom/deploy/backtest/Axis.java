package io.headroom.deploy.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Where values lie along one side of a plot.
 *
 * @param low the value at its beginning
 * @param high the value at its end, more than that
 * @param logarithmic whether equal ratios are equally far apart; what is lower than {@code low}
 *     lies at the beginning
 */
record Axis(double low, double high, boolean logarithmic) {
    private static final int TICKS = 5;

    /** From zero to a little more than the highest finite value. */
    static Axis linear(DoubleStream values) {
        double max = values.filter(Double::isFinite).max().orElse(0);
        return new Axis(0, max > 0 ? max * 1.08 : 1, false);
    }

    /** Whole powers of ten around the finite values, none below {@code least}. */
    static Axis logarithmic(DoubleStream values, double least) {
        double[] finite =
                values.filter(Double::isFinite).map(value -> Math.max(value, least)).toArray();
        double min = DoubleStream.of(finite).min().orElse(least);
        double max = DoubleStream.of(finite).max().orElse(least * 10);
        double low = Math.pow(10, Math.floor(Math.log10(min) + 1e-9));
        double high = Math.pow(10, Math.ceil(Math.log10(max) - 1e-9));
        return new Axis(low, high > low ? high : low * 10, true);
    }

    /** How far along a value lies, from 0 to 1. */
    double part(double value) {
        double part =
                logarithmic
                        ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                        : (value - low) / (high - low);
        return Math.clamp(part, 0.0, 1.0);
    }

    /** The value that lies there; the other way of {@link #part}. */
    double value(double part) {
        return logarithmic ? low * Math.pow(high / low, part) : low + part * (high - low);
    }

    /** Round values to write beside it. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = low; tick <= high * 1.000_001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double rough = (high - low) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step =
                DoubleStream.of(1, 2, 5, 10)
                        .map(factor -> factor * power)
                        .filter(candidate -> candidate >= rough)
                        .findFirst()
                        .orElse(rough);
        for (int i = 0; low + i * step <= high; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /** A tick in as few digits as it takes. */
    static String label(double tick) {
        if (tick == 0) {
            return "0";
        }
        if (tick >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", tick);
        }
        String text = String.format(Locale.ROOT, "%.4f", tick);
        return text.replaceFirst("\\.?0+$", "");
    }
}
