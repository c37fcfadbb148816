package io.headroom.deploy.backtest;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far something is: a bar that is drawn over itself on a terminal, elsewhere a line for
 * every tenth. Not thread-safe.
 */
public final class ProgressBar {
    private static final int WIDTH = 40;
    private static final int LINES = 10;

    private final PrintStream err;
    private final int total;
    private final String done;
    private final String unit;
    private final boolean terminal;
    private int steps;

    private ProgressBar(PrintStream err, int total, String done, String unit, boolean terminal) {
        this.err = err;
        this.total = total;
        this.done = done;
        this.unit = unit;
        this.terminal = terminal;
    }

    /**
     * Of a replay.
     *
     * @param total how many series there are
     * @param terminal whether {@code err} goes to one
     */
    public ProgressBar(PrintStream err, int total, boolean terminal) {
        this(err, total, "replayed", "series", terminal);
    }

    /**
     * Of reading a history.
     *
     * @param terminal whether {@code err} goes to one
     */
    public static ProgressBar ofReading(PrintStream err, boolean terminal) {
        return new ProgressBar(err, 100, "read", "% of the history", terminal);
    }

    void advance() {
        steps++;
        if (terminal) {
            int filled = WIDTH * steps / total;
            err.printf(
                    Locale.ROOT,
                    "\r[%s%s] %d of %d %s",
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    steps,
                    total,
                    unit);
            err.flush();
        } else if (LINES * steps / total > LINES * (steps - 1) / total) {
            err.printf(Locale.ROOT, "headroom: %s %d of %d %s%n", done, steps, total, unit);
            err.flush();
        }
    }

    /** Advances to a fraction of the whole, 0 to 1. */
    void reach(double fraction) {
        while (steps < Math.min(fraction, 1) * total - 1e-9) {
            advance();
        }
    }

    /** Wipes the bar out. */
    void end() {
        if (terminal) {
            err.print("\r" + " ".repeat(WIDTH + 40) + "\r");
            err.flush();
        }
    }
}
