package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.backtest.HorizontalRun;
import io.headroom.deploy.backtest.HorizontalText;
import io.headroom.deploy.backtest.ProgressBar;
import io.headroom.deploy.backtest.SettingsFile;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.TraceFile;
import io.headroom.recommender.replay.trace.TraceFolder;
import io.headroom.recommender.scale.advice.Advisor;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.backtest.Sight;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.trace.DemandReader;
import io.headroom.recommender.size.headroom.Risk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A backtest of autoscalers in place of one of sizes. */
final class HorizontalOptions {
    @Option(
            names = "--horizontal",
            description =
                    "replays demand through autoscalers in place of usage through strategies:"
                            + " those advised, and the usual ones of 50 to 80 %%")
    boolean horizontal;

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description =
                    "with --horizontal, writes the settings advised there, a row for each origin")
    @Nullable Path settings;

    @Option(
            names = "--as-run",
            description =
                    "with --horizontal, searches what run keeps of the demand, means of 5m in steps"
                            + " of 6 %%, in place of the windows of the files; both are scored on"
                            + " these")
    boolean asRun;

    boolean asked() {
        return horizontal;
    }

    /**
     * Whether the options go together.
     *
     * @throws IllegalArgumentException when they do not
     */
    void check() {
        if (settings != null && !horizontal) {
            throw new IllegalArgumentException("--settings goes with --horizontal");
        }
        if (asRun && !horizontal) {
            throw new IllegalArgumentException("--as-run goes with --horizontal");
        }
    }

    /**
     * Runs it.
     *
     * @param sets the folders to replay; none for all
     * @throws IllegalArgumentException when there is nothing to take the demand from
     */
    int run(
            @Nullable Path traces,
            List<String> sets,
            Terminal terminal,
            Consumer<List<Problem>> tell)
            throws InterruptedException {
        if (traces == null) {
            throw new IllegalArgumentException("--horizontal takes the demand from TRACES_DIR");
        }
        TraceFolder found = folder(traces);
        List<TraceFile> files = UsageOptions.chosen(sets, traces, found);
        HorizontalRun.Result result =
                HorizontalRun.run(
                        new Advisor(ControllerSettings.DEFAULT, Price.of(Risk.SAFE)),
                        asRun ? Sight.RINGS : Sight.MEASURED,
                        files,
                        found.problems(),
                        new ProgressBar(
                                terminal.err(), files.size(), terminal.errorsAreSeenAtOnce()));
        tell.accept(result.problems());
        if (result.series().isEmpty()) {
            throw new CannotStartException(
                    "nothing to replay in "
                            + traces
                            + ": of "
                            + files.size()
                            + " series none has two days of demand in windows of at most five"
                            + " minutes (columns timestamp and demand)");
        }
        if (settings != null) {
            try {
                SettingsFile.write(settings, result.series());
            } catch (IOException e) {
                throw new CannotStartException(
                        "cannot write " + settings + ": " + e.getMessage(), e);
            }
        }
        terminal.print(HorizontalText.format(result));
        return Terminal.OK;
    }

    private static TraceFolder folder(Path traces) {
        try {
            return DemandReader.folder(traces);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new CannotStartException("there is no folder " + traces, e);
        } catch (IOException e) {
            throw new CannotStartException("cannot read " + traces + ": " + e.getMessage(), e);
        }
    }
}
