package io.headroom.deploy.cli;

import io.headroom.deploy.remote.RemoteHeadroom;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.output.Output;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a Headroom that is running. */
@Command(
        name = "recommendations",
        description = "Prints the recommendations of a Headroom that is running.",
        footer = {
            "",
            "Examples:",
            "  headroom recommendations                                   the table",
            "  headroom recommendations shop/Deployment/cart --output patch > cart.yaml",
            "  kubectl patch -f cart.yaml --patch-file cart.yaml --dry-run=server",
            "  headroom recommendations --namespace shop --output vpa | kubectl apply -f -",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments."
        })
final class RecommendationsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final HelpOption help = new HelpOption();
    @Mixin final ServerOptions server = new ServerOptions();
    @Mixin final WorkloadOptions about = new WorkloadOptions();

    @Option(
            names = "--output",
            paramLabel = "table|json|yaml|csv|patch|vpa",
            description = "how the recommendations are printed")
    Output output = Output.TABLE;

    RecommendationsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        about.check();
        String workload = about.workload;
        String namespace = about.namespace;
        try (RemoteHeadroom headroom = server.open()) {
            if (workload == null) {
                terminal.print(
                        output.format(
                                headroom.recommendations(namespace), headroom.savings(namespace)));
                return Terminal.OK;
            }
            Recommendation found = headroom.recommendation(workload);
            Optional<String> missing = output.missing(found);
            if (missing.isPresent()) {
                terminal.say(
                        "no "
                                + output.label()
                                + " for "
                                + found.workload().key()
                                + ": "
                                + missing.get());
                return Terminal.FAILED;
            }
            terminal.print(output.format(found));
            return Terminal.OK;
        }
    }
}
