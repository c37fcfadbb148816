package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.remote.RemoteHeadroom;
import io.headroom.model.topic.Json;
import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.output.ScalingForm;
import io.headroom.recommender.output.ScalingTable;
import io.headroom.recommender.output.TrialTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
            "  headroom scaling shop/Deployment/search --try hpa.yaml    the days behind it with"
                    + " that autoscaler",
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
                            + " of the one that it has, a ScaledObject of KEDA, or a plot; of"
                            + " what is tried table, json or svg")
    Form output = Form.TABLE;

    @Option(
            names = "--try",
            paramLabel = "FILE",
            description =
                    "a HorizontalPodAutoscaler (autoscaling/v2, YAML or JSON): says what the days"
                            + " behind one workload would have come to with it, beside the one"
                            + " that there is; nothing is applied")
    @Nullable Path tried;

    /** How advice on scaling is printed. */
    enum Form {
        TABLE,
        JSON,
        YAML,
        PATCH,
        KEDA,
        SVG
    }

    private static final Set<Form> TRIED = EnumSet.of(Form.TABLE, Form.JSON, Form.SVG);

    ScalingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        try (RemoteHeadroom headroom = server.open()) {
            String workload = about.workload;
            Path file = tried;
            terminal.print(
                    workload == null
                            ? all(headroom, about.namespace)
                            : file == null
                                    ? one(headroom, workload)
                                    : tried(headroom, workload, read(file)));
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

    private String tried(RemoteHeadroom headroom, String workload, String autoscaler)
            throws InterruptedException {
        return switch (output) {
            case TABLE -> TrialTable.of(headroom.tryScaling(workload, autoscaler));
            case JSON -> json(headroom.tryScaling(workload, autoscaler));
            case YAML, PATCH, KEDA, SVG ->
                    headroom.tryScaling(workload, autoscaler, ScalingForm.valueOf(output.name()));
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CannotStartException("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new CannotStartException(file + " must be in UTF-8", e);
        } catch (IOException e) {
            throw new CannotStartException("cannot read " + file + ": " + e.getMessage(), e);
        }
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
        if (tried != null && about.workload == null) {
            throw about.misused(
                    "--try is for one workload: name it, such as shop/Deployment/search");
        }
        if (tried != null && !TRIED.contains(output)) {
            throw about.misused(
                    "--output of what is tried is table, json or svg: "
                            + output.name().toLowerCase(Locale.ROOT));
        }
        if (about.workload == null && output != Form.TABLE && output != Form.JSON) {
            throw about.misused(
                    "--output %s is for one workload: name it, such as shop/Deployment/search"
                            .formatted(output.name().toLowerCase(Locale.ROOT)));
        }
    }
}
