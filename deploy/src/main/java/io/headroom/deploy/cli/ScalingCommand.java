package io.headroom.deploy.cli;

import io.headroom.deploy.remote.RemoteHeadroom;
import io.headroom.model.topic.Json;
import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.output.ScalingForm;
import io.headroom.recommender.output.ScalingTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;

/** Asks a Headroom that is running how autoscalers should be set. */
@Command(
        name = "scaling",
        description = "Says which workloads should have an autoscaler, and how it should be set.",
        footer = {
            "",
            "Examples:",
            "  headroom scaling                                    all, beside what there is",
            "  headroom scaling shop/Deployment/search             one, with the reason",
            "  headroom scaling shop/Deployment/search --output yaml | kubectl apply --server-side"
                    + " --force-conflicts --dry-run=server -f -",
            "  headroom scaling shop/Deployment/search --output svg > search.svg    a plot",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments."
        })
final class ScalingCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final HelpOption help = new HelpOption();
    @Mixin final ServerOptions server = new ServerOptions();
    @Mixin final WorkloadOptions about = new WorkloadOptions();

    @Option(
            names = "--output",
            paramLabel = "table|json|yaml|patch|keda|svg",
            description =
                    "how it is printed; of one workload also as a HorizontalPodAutoscaler, a patch"
                            + " of the one that it has, a ScaledObject of KEDA, or a plot")
    Form output = Form.TABLE;

    /** How advice on scaling is printed. */
    enum Form {
        TABLE,
        JSON,
        YAML,
        PATCH,
        KEDA,
        SVG
    }

    ScalingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        try (RemoteHeadroom headroom = server.open()) {
            String workload = about.workload;
            terminal.print(
                    workload == null ? all(headroom, about.namespace) : one(headroom, workload));
            return Terminal.OK;
        }
    }

    private String all(RemoteHeadroom headroom, @Nullable String namespace)
            throws InterruptedException {
        List<ScalingOverview> all = headroom.scaling(namespace);
        return output == Form.TABLE ? ScalingTable.of(all) : json(Map.of("scaling", all));
    }

    private String one(RemoteHeadroom headroom, String workload) throws InterruptedException {
        return switch (output) {
            case TABLE -> ScalingTable.of(headroom.scalingOf(workload));
            case JSON -> json(headroom.scalingOf(workload));
            case YAML, PATCH, KEDA, SVG ->
                    headroom.scalingOf(workload, ScalingForm.valueOf(output.name()));
        };
    }

    private static String json(Object value) {
        return Json.mapper()
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(value)
                + "\n";
    }

    private void check() {
        about.check();
        if (about.workload == null && output != Form.TABLE && output != Form.JSON) {
            throw about.misused(
                    "--output %s is for one workload: name it, such as shop/Deployment/search"
                            .formatted(output.name().toLowerCase(Locale.ROOT)));
        }
    }
}
