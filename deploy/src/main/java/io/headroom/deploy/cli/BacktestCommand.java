package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.backtest.BacktestRequest;
import io.headroom.deploy.backtest.BacktestResult;
import io.headroom.deploy.backtest.BacktestRun;
import io.headroom.deploy.backtest.JsonReport;
import io.headroom.deploy.backtest.ProgressBar;
import io.headroom.deploy.backtest.RecommendationsFile;
import io.headroom.deploy.backtest.ReportFormat;
import io.headroom.deploy.backtest.Usage;
import io.headroom.deploy.backtest.Validation;
import io.headroom.deploy.backtest.ValidationRun;
import io.headroom.deploy.backtest.ValidationText;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.log.Logging;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.AsRun;
import io.headroom.recommender.replay.Prices;
import io.headroom.recommender.replay.Protocol;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.headroom.Risk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  headroom backtest traces --cross-validate 30",
            "  headroom backtest traces --horizontal --settings settings.csv",
            "                           autoscalers in place of sizes: demand/SET/SERIES.csv with the",
            "                           columns timestamp and demand, of all replicas together",
            "  headroom backtest --prometheus http://localhost:9090 --namespace shop",
            "                           what it remembers of 14 days, a namespace a set; all settings",
            "                           of run that begin with prometheus. are taken here, too",
            "",
            "Exit codes: 0 done, 1 failed, nothing to replay or a part of the history is missing,",
            "2 wrong arguments or settings."
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int SHOWN_PROBLEMS = 20;
    private static final int LEAST_SPLITS = 10;

    private final Terminal terminal;

    @Spec @Nullable CommandSpec spec;

    @Mixin final HelpOption help = new HelpOption();

    @Mixin final SettingsOptions settings = new SettingsOptions();
    @Mixin final UsageOptions usage = new UsageOptions();
    @Mixin final HorizontalOptions horizontal = new HorizontalOptions();

    @Option(
            names = "--strategies",
            paramLabel = "NAME,...",
            split = ",",
            description =
                    "those to replay, by default all; the first one is judged. "
                            + AsRun.NAME
                            + " is headroom as run asks it: from rings, at midnight, and followed"
                            + " upwards in between")
    List<String> strategies = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME,...",
            split = ",",
            description = "those that each is held against; by default all that are replayed")
    List<String> against = List.of();

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
            names = "--resamples",
            paramLabel = "N",
            description = "draws of series for the intervals; by default 1000")
    int resamples = 1_000;

    @Option(
            names = "--cross-validate",
            paramLabel = "SPLITS",
            arity = "0..1",
            fallbackValue = "10",
            description =
                    "judges headroom by priors, prices and gates that were fitted to other series, in so"
                            + " many random splits of all into halves, by default and at least 10")
    int splits;

    @Option(names = "--seed", paramLabel = "N", description = "decides the draws and splits")
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
        LaunchConfig config = settings.read(terminal.environment(), usage.settings());
        Logging.apply(config.log(), true);
        if (horizontal.asked()) {
            return autoscalers();
        }
        checkFolder(recommendations);
        checkFolder(html);
        Usage found = usage(config);
        if (splits != 0) {
            return crossValidate(request, found);
        }
        BacktestResult result =
                BacktestRun.run(
                        request,
                        found.series(),
                        found.problems(),
                        new ProgressBar(
                                terminal.err(),
                                found.series().size(),
                                terminal.errorsAreSeenAtOnce()));
        tell(result.problems());
        if (result.series().isEmpty()) {
            throw new CannotStartException(
                    "nothing to replay in "
                            + found.from()
                            + ": of "
                            + found.series().size()
                            + " series "
                            + result.left().tooShort()
                            + " are too short for the warm-up (--warm-up) and "
                            + result.left().unusable()
                            + " cannot be used");
        }
        write(result);
        terminal.print(output.format(result));
        found.missing().ifPresent(terminal::say);
        return found.missing().isPresent() ? Terminal.FAILED : Terminal.OK;
    }

    private int autoscalers() throws InterruptedException {
        try {
            return horizontal.run(usage.traces, usage.sets, terminal, this::tell);
        } catch (IllegalArgumentException e) {
            throw misused(e);
        }
    }

    private int crossValidate(BacktestRequest request, Usage found) throws InterruptedException {
        try {
            Validation validation =
                    ValidationRun.run(
                            request,
                            found.series(),
                            found.problems(),
                            splits,
                            new ProgressBar(
                                    terminal.err(),
                                    found.series().size() + splits,
                                    terminal.errorsAreSeenAtOnce()));
            tell(validation.problems());
            terminal.print(
                    output == ReportFormat.JSON
                            ? JsonReport.format(validation)
                            : ValidationText.format(validation));
        } catch (IllegalArgumentException e) {
            throw new CannotStartException("cannot cross-validate: " + e.getMessage(), e);
        }
        found.missing().ifPresent(terminal::say);
        return found.missing().isPresent() ? Terminal.FAILED : Terminal.OK;
    }

    private Usage usage(LaunchConfig config) throws InterruptedException {
        try {
            return usage.find(config.collector().prometheus(), terminal);
        } catch (IllegalArgumentException e) {
            throw misused(e);
        }
    }

    private BacktestRequest request() {
        try {
            List<Strategy> chosen =
                    strategies.isEmpty()
                            ? Strategies.all()
                            : strategies.stream().distinct().map(BacktestCommand::named).toList();
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
            if (splits != 0) {
                checkCrossValidation(names);
            }
            horizontal.check();
            checkHorizontal();
            return new BacktestRequest(
                    protocol(), chosen, against.isEmpty() ? names : against, resamples, seed);
        } catch (IllegalArgumentException e) {
            throw misused(e);
        }
    }

    private void checkCrossValidation(List<String> names) {
        if (splits < LEAST_SPLITS) {
            throw new IllegalArgumentException(
                    "--cross-validate " + splits + ": at least " + LEAST_SPLITS + " splits");
        }
        if (output == ReportFormat.HTML || html != null || recommendations != null) {
            throw new IllegalArgumentException(
                    "--cross-validate prints text or json, and writes no file");
        }
        if (!names.contains("krr")) {
            throw new IllegalArgumentException(
                    "--cross-validate compares with krr, which is not among --strategies");
        }
    }

    private void checkHorizontal() {
        if (horizontal.asked()
                && (output != ReportFormat.TEXT
                        || html != null
                        || recommendations != null
                        || splits != 0
                        || usage.prometheus != null)) {
            throw new IllegalArgumentException(
                    "--horizontal prints text, writes --settings alone, and takes TRACES_DIR");
        }
    }

    private static Strategy named(String name) {
        return name.equals(AsRun.NAME) ? new AsRun(Risk.SAFE) : Strategies.named(name);
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

    /** Before hours are spent on what could not be written. */
    private static void checkFolder(@Nullable Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CannotStartException(
                    "cannot write " + file + ": there is no folder " + folder);
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
