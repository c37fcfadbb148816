package io.headroom.deploy.cli;

import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.launch.Run;
import io.headroom.deploy.log.Logging;
import io.headroom.recommender.output.Output;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Observes a real cluster. */
@Command(
        name = "run",
        description = "Observes a cluster and recommends, until it is stopped.",
        footer = {
            "",
            "Examples:",
            "  headroom run                             the cluster of kubectl",
            "  headroom run --kubeconfig FILE --once    prints the table and ends",
            "  headroom run --prometheus http://localhost:9090",
            "                                           with two weeks of history from the start",
            "  headroom run --config headroom.yaml --rest.port=9090",
            "  headroom run --components=analyzer --kafka.bootstrap-servers=kafka:9092",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments or settings."
        })
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final SettingsOptions settings = new SettingsOptions();
    @Mixin final PriceOption prices = new PriceOption();
    @Mixin final HelpOption help = new HelpOption();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "the kubeconfig file; by default what kubectl would use")
    @Nullable Path kubeconfig;

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "imports up to two weeks of history from there before it goes live")
    @Nullable String prometheus;

    @Option(
            names = "--once",
            description =
                    "waits until every running Deployment, StatefulSet and DaemonSet has numbers,"
                            + " prints them and ends")
    boolean once;

    @Option(
            names = "--output",
            paramLabel = "table|json|yaml|csv|patch|vpa",
            description = "how --once prints")
    Output output = Output.TABLE;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        LaunchConfig config = settings.read(terminal.environment(), shortFlags());
        Logging.apply(config.log(), once);
        try (var signals = Signals.watch(terminal)) {
            Run run = new Run(config, signals.ending(), terminal::say);
            if (!once) {
                run.untilEnded();
                return signals.status();
            }
            Run.Answer answer = run.once();
            terminal.print(output.format(answer.recommendations(), answer.savings()));
            answer.missing().ifPresent(terminal::say);
            return answer.missing().isPresent() ? Terminal.FAILED : signals.status();
        }
    }

    private Map<String, String> shortFlags() {
        Map<String, String> flags = new HashMap<>(prices.settings());
        if (kubeconfig != null) {
            flags.put("kubernetes.kubeconfig", kubeconfig.toString());
        }
        if (prometheus != null) {
            flags.put("prometheus.url", prometheus);
        }
        return flags;
    }
}
