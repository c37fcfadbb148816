package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.remote.RemoteHeadroom;
import io.headroom.model.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which Headroom that is running a command asks, and how. */
final class ServerOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec spec;

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

    /**
     * Connects to it.
     *
     * @throws ParameterException when the options do not go together
     * @throws CannotStartException when a file that they name cannot be read
     */
    RemoteHeadroom open() {
        check();
        return new RemoteHeadroom(
                server,
                new RemoteHeadroom.Access(token(), Optional.ofNullable(caFile), patience()));
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
