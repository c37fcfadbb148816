package io.headroom.deploy.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has of the outside world.
 *
 * @param out for results, and nothing else
 * @param err for progress and errors
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    Terminal {
        environment = Map.copyOf(environment);
    }

    /** Whether a person sees errors as they come: then progress may be drawn over itself. */
    boolean errorsAreSeenAtOnce() {
        return err.equals(System.err)
                && Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
                && !"dumb".equals(environment.get("TERM"));
    }

    /** One sentence of progress, or about what went wrong. */
    void say(String sentence) {
        err.println("headroom: " + sentence);
        err.flush();
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }
}
