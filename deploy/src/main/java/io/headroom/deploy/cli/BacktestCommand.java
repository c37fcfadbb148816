package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.backtest.BacktestRequest;
import io.headroom.deploy.backtest.BacktestResult;
import io.headroom.deploy.backtest.BacktestRun;
import io.headroom.deploy.backtest.ProgressBar;
import io.headroom.deploy.backtest.RecommendationsFile;
import io.headroom.deploy.backtest.ReportFormat;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.replay.Prices;
import io.headroom.recommender.replay.Protocol;
import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.Trace;
import io.headroom.recommender.replay.trace.TraceFile;
import io.headroom.recommender.replay.trace.TraceFolder;
import io.headroom.recommender.replay.trace.TraceReader;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what strategies would have cost and broken. */
@Command(
        name = "backtest",
        description = "Replays strategies over usage that was measured, and says what each cost.",
        footer = {
            "",
            "TRACES_DIR holds SET/SERIES.csv or SERIES.csv (also .csv.gz), a file for a container, with",
            "the columns timestamp (end of the window, unix seconds) and cpu_cores or memory_bytes;",
            "cpu_max_cores and cpu_throttled_cores may be there, and an index.csv.",
            "",
            "Examples:",
            "  headroom backtest traces",
            "  headroom backtest traces --strategies krr,vpa --sets mine --html report.html",
            "  headroom backtest traces --strategies vpa --recommendations vpa.csv",
            "  headroom backtest traces --warm-up 7d,young=1d --lambda 20,5,50 --output json",
            "",
            "Exit codes: 0 done, 1 failed or nothing to replay, 2 wrong arguments."
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int SHOWN_PROBLEMS = 20;

    private final Terminal terminal;

    @Spec @Nullable CommandSpec spec;

    @Mixin final HelpOption help = new HelpOption();

    @Parameters(paramLabel = "TRACES_DIR", description = "where the usage is")
    @Nullable Path traces;

    @Option(
            names = "--strategies",
            paramLabel = "NAME,...",
            split = ",",
            description = "those to replay, by default all; the first one is judged")
    List<String> strategies = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME,...",
            split = ",",
            description = "those that each is held against; by default all that are replayed")
    List<String> against = List.of();

    @Option(
            names = "--sets",
            paramLabel = "SET,...",
            split = ",",
            description = "the folders to replay; by default all")
    List<String> sets = List.of();

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION|SET=DURATION,...",
            split = ",",
            description =
                    "history before the first advice; by default 7d, and 3d for kruize-openshift")
    List<String> warmUp = List.of();

    @Option(
            names = "--horizon",
            paramLabel = "DURATION",
            description = "from one advice to the next; by default 24h")
    String horizon = "24h";

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            description = "from an advice until it is in force; by default none")
    String delay = "0s";

    @Option(
            names = "--lambda",
            paramLabel = "PRICE,...",
            split = ",",
            description =
                    "core-hours that an unserved one costs; by default 20; of several the first one"
                            + " judges")
    List<Double> lambda = Prices.DEFAULT.unservedCoreHour();

    @Option(
            names = "--cpu-signal",
            paramLabel = "auto|mean|max",
            description =
                    "auto takes cpu_max_cores for windows of 10 minutes or more, else cpu_cores")
    CpuSignal signal = CpuSignal.AUTO;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            description = "draws of series for the intervals; by default 1000")
    int resamples = 1_000;

    @Option(names = "--seed", paramLabel = "N", description = "decides the draws")
    long seed = 1;

    @Option(
            names = "--output",
            paramLabel = "text|json|html",
            description = "how the report is printed")
    ReportFormat output = ReportFormat.TEXT;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "writes the report with plots there as well")
    @Nullable Path html;

    @Option(
            names = "--recommendations",
            paramLabel = "FILE",
            description = "writes what the first strategy advised there, a row for each origin")
    @Nullable Path recommendations;

    BacktestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        BacktestRequest request = request();
        TraceFolder folder = folder();
        List<TraceFile> files =
                folder.files().stream()
                        .filter(file -> sets.isEmpty() || sets.contains(file.set()))
                        .toList();
        TraceReader reader = new TraceReader(signal);
        BacktestResult result =
                BacktestRun.run(
                        request,
                        files.stream()
                                .<Supplier<Trace>>map(file -> () -> reader.read(file))
                                .toList(),
                        folder.problems(),
                        new ProgressBar(
                                terminal.err(), files.size(), terminal.errorsAreSeenAtOnce()));
        tell(result.problems());
        if (result.series().isEmpty()) {
            throw new CannotStartException(
                    "nothing to replay in "
                            + traces
                            + ": of "
                            + files.size()
                            + " series "
                            + result.left().tooShort()
                            + " are too short for the warm-up (--warm-up) and "
                            + result.left().unusable()
                            + " cannot be used");
        }
        write(result);
        terminal.print(output.format(result));
        return Terminal.OK;
    }

    private BacktestRequest request() {
        try {
            List<Strategy> chosen =
                    strategies.isEmpty()
                            ? Strategies.all()
                            : strategies.stream().distinct().map(Strategies::named).toList();
            List<String> names = chosen.stream().map(Strategy::name).toList();
            for (String other : against) {
                if (!names.contains(other)) {
                    throw new IllegalArgumentException(
                            "--against " + other + ": is not among --strategies");
                }
            }
            if (resamples < 0) {
                throw new IllegalArgumentException("--resamples must not be negative");
            }
            return new BacktestRequest(
                    protocol(), chosen, against.isEmpty() ? names : against, resamples, seed);
        } catch (IllegalArgumentException e) {
            throw misused(e);
        }
    }

    private Protocol protocol() {
        Protocol usual = Protocol.DAILY;
        Duration everywhere = usual.warmUp();
        Map<String, Duration> bySet = new HashMap<>(usual.warmUpOf());
        for (String given : warmUp) {
            int equals = given.indexOf('=');
            if (equals < 0) {
                everywhere = duration("--warm-up", given);
            } else {
                bySet.put(
                        given.substring(0, equals),
                        duration("--warm-up", given.substring(equals + 1)));
            }
        }
        return new Protocol(
                everywhere,
                bySet,
                duration("--horizon", horizon),
                duration("--delay", delay),
                Prices.DEFAULT.withUnservedCoreHour(lambda));
    }

    private static Duration duration(String option, String text) {
        try {
            return Settings.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + text + ": " + e.getMessage(), e);
        }
    }

    private CommandLine.ParameterException misused(IllegalArgumentException e) {
        return new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    }

    private TraceFolder folder() {
        Path folder = Objects.requireNonNull(traces, "picocli asks for it");
        try {
            return TraceFolder.at(folder);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new CannotStartException("there is no folder " + folder, e);
        } catch (IOException e) {
            throw new CannotStartException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private void tell(List<Problem> problems) {
        problems.stream()
                .limit(SHOWN_PROBLEMS)
                .forEach(problem -> terminal.say(problem.toString()));
        if (problems.size() > SHOWN_PROBLEMS) {
            terminal.say(
                    "and "
                            + (problems.size() - SHOWN_PROBLEMS)
                            + " more; --output json lists them all");
        }
    }

    private void write(BacktestResult result) {
        Path file = recommendations;
        try {
            if (file != null) {
                RecommendationsFile.write(file, result);
            }
            file = html;
            if (file != null) {
                Files.writeString(file, ReportFormat.HTML.format(result));
            }
        } catch (IOException e) {
            throw new CannotStartException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
