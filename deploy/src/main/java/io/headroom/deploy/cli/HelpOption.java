package io.headroom.deploy.cli;

import picocli.CommandLine.Option;

/** What every command answers. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    boolean asked;
}
