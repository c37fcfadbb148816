package io.headroom.deploy.cli;

import io.headroom.deploy.remote.RemoteHeadroom;
import io.headroom.model.topic.Json;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.output.PlanTable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;

/** Asks a Headroom that is running whether the advice for a namespace fits its quotas. */
@Command(
        name = "plan",
        description = "Says whether the advice for a namespace fits its quotas, and what does.",
        footer = {
            "",
            "Examples:",
            "  headroom plan shop                  each line of its quotas beside advice and plan",
            "  headroom plan shop --output json    all of it, with every container's sizes",
            "",
            "Exit codes: 0 it fits, all at once or one after the other; 1 failed, or it does not"
                    + " fit; 2 wrong arguments."
        })
final class PlanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final HelpOption help = new HelpOption();
    @Mixin final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAMESPACE", description = "the namespace")
    @Nullable String namespace;

    @Option(names = "--output", paramLabel = "table|json", description = "how the plan is printed")
    Form output = Form.TABLE;

    /** How a plan is printed. */
    enum Form {
        TABLE,
        JSON
    }

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (RemoteHeadroom headroom = server.open()) {
            NamespacePlan plan = headroom.plan(String.valueOf(namespace));
            terminal.print(
                    switch (output) {
                        case TABLE -> PlanTable.of(plan);
                        case JSON ->
                                Json.mapper()
                                                .writer()
                                                .with(SerializationFeature.INDENT_OUTPUT)
                                                .writeValueAsString(plan)
                                        + "\n";
                    });
            return switch (plan.verdict()) {
                case FITS, FITS_IN_STAGES -> Terminal.OK;
                case FITS_WITH_LESS, DOES_NOT_FIT, TERMINATING -> Terminal.FAILED;
            };
        }
    }
}
