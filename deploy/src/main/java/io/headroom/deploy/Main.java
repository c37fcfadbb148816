package io.headroom.deploy;

import io.headroom.deploy.cli.HeadroomCommand;
import java.io.PrintStream;

/** The process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintStream results = System.out;
        // Standard output is for results: whatever a library prints goes where the log goes.
        System.setOut(System.err);
        System.exit(HeadroomCommand.execute(results, System.err, System.getenv(), args));
    }
}
