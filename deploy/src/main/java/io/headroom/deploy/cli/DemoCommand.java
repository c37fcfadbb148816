package io.headroom.deploy.cli;

import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.launch.Demo;
import io.headroom.deploy.log.Logging;
import io.headroom.recommender.output.Output;
import io.headroom.recommender.output.PlanTable;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows everything on a simulated cluster. */
@Command(
        name = "demo",
        description = "Shows recommendations for a simulated cluster with two weeks of history.",
        footer = {
            "",
            "Examples:",
            "  headroom demo                        the table, then the API until Ctrl-C",
            "  headroom demo --once --output json   the recommendations of one simulated cluster",
            "  headroom demo --seed 7               another cluster",
            "  headroom demo --rest.port=0          the API on any free port",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments or settings."
        })
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final SettingsOptions settings = new SettingsOptions();
    @Mixin final PriceOption prices = new PriceOption();
    @Mixin final HelpOption help = new HelpOption();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "decides what the cluster is like; the same seed, the same answers")
    long seed = 1;

    @Option(names = "--once", description = "ends after the first complete table")
    boolean once;

    @Option(
            names = "--output",
            paramLabel = "table|json|yaml|csv|patch|vpa",
            description = "how the recommendations are printed")
    Output output = Output.TABLE;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        LaunchConfig config = settings.read(terminal.environment(), prices.settings());
        Logging.apply(config.log(), true);
        try (var signals = Signals.watch(terminal);
                var demo = new Demo(config, seed, signals.ending(), terminal::say)) {
            if (!once) {
                URI _ = demo.serve();
            }
            demo.liveThroughHistory();
            if (!signals.ending().isAsked()) {
                terminal.print(output.format(demo.recommendations(), demo.savings()));
                if (output == Output.TABLE) {
                    terminal.print(PlanTable.ofBlocked(demo.plans()));
                }
            }
            if (!once) {
                demo.liveOn();
            }
            return signals.status();
        }
    }
}
