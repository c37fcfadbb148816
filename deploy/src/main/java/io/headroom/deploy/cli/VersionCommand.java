package io.headroom.deploy.cli;

import io.headroom.deploy.launch.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints which Headroom this is. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final HelpOption help = new HelpOption();

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.print("headroom " + Version.current() + "\n");
        return Terminal.OK;
    }
}
