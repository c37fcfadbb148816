package io.headroom.deploy.backtest;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a backtest is: a bar that is drawn over itself on a terminal, elsewhere a line for
 * every tenth. Not thread-safe.
 */
public final class ProgressBar {
    private static final int WIDTH = 40;
    private static final int LINES = 10;

    private final PrintStream err;
    private final int total;
    private final boolean terminal;
    private int done;

    /**
     * @param total how many steps there are
     * @param terminal whether {@code err} goes to one
     */
    public ProgressBar(PrintStream err, int total, boolean terminal) {
        this.err = err;
        this.total = total;
        this.terminal = terminal;
    }

    void advance() {
        done++;
        if (terminal) {
            int filled = WIDTH * done / total;
            err.printf(
                    Locale.ROOT,
                    "\r[%s%s] %d of %d series",
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    done,
                    total);
            err.flush();
        } else if (LINES * done / total > LINES * (done - 1) / total) {
            err.printf(Locale.ROOT, "headroom: replayed %d of %d series%n", done, total);
            err.flush();
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
