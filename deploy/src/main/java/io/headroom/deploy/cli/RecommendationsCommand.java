package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.remote.RemoteHeadroom;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.output.Output;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

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

    @Spec @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAMESPACE/KIND/NAME",
            description = "one workload; its kind may have the group: Rollout.argoproj.io")
    @Nullable String workload;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "where it answers; http://127.0.0.1:8080 by default")
    URI server = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "a file that holds nothing but the server's bearer token")
    @Nullable Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "PEM file with the server's certificate authority")
    @Nullable Path caFile;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "longest wait for one answer; 30s by default")
    String timeout = "30s";

    @Option(names = "--namespace", paramLabel = "NAME", description = "only of this one")
    @Nullable String namespace;

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
        check();
        var access = new RemoteHeadroom.Access(token(), Optional.ofNullable(caFile), patience());
        try (var headroom = new RemoteHeadroom(server, access)) {
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

    private void check() {
        boolean web = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
        if (!web || server.getHost() == null) {
            throw misused("--server must be a URL such as http://127.0.0.1:8080: " + server);
        }
        if (server.getUserInfo() != null
                || server.getQuery() != null
                || server.getFragment() != null) {
            throw misused(
                    "--server must end with the path and hold no password; a token is given with"
                            + " --token-file");
        }
        if (caFile != null && "http".equals(server.getScheme())) {
            throw misused("--ca-file goes with a --server that starts with https://");
        }
        if (workload != null && workload.split("/", -1).length != 3) {
            throw misused(
                    "the workload must be NAMESPACE/KIND/NAME, such as shop/Deployment/cart: "
                            + workload);
        }
        if (workload != null && namespace != null) {
            throw misused("--namespace and a workload cannot both be given");
        }
    }

    private Duration patience() {
        try {
            Duration patience = Settings.parseDuration(timeout);
            if (patience.isPositive()) {
                return patience;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw misused("--timeout must be a duration such as 30s or 2m: " + timeout);
    }

    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(tokenFile).strip();
            if (token.isEmpty() || !token.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
                throw new CannotStartException(
                        "--token-file " + tokenFile + " must hold one token and nothing else");
            }
            return Optional.of(token);
        } catch (IOException e) {
            throw new CannotStartException(
                    "--token-file " + tokenFile + " cannot be read (" + e + ")", e);
        }
    }

    private ParameterException misused(String sentence) {
        if (spec == null) {
            throw new IllegalStateException("the command was not parsed");
        }
        return new ParameterException(spec.commandLine(), sentence);
    }
}
