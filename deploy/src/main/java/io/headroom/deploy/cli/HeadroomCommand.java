package io.headroom.deploy.cli;

import io.headroom.deploy.CannotStartException;
import io.headroom.model.settings.InvalidSettingsException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The program: finds out what is asked for, and puts what goes wrong into one sentence. */
@Command(
        name = "headroom",
        description = "Right-sizes Kubernetes workloads from what they use.",
        footer = {
            "",
            "First look, no cluster needed:  headroom demo",
            "The cluster of kubectl:         headroom run"
        })
public final class HeadroomCommand implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HeadroomCommand.class);

    private final Terminal terminal;
    private final CommandLine commandLine;

    @Mixin final HelpOption help = new HelpOption();

    private HeadroomCommand(Terminal terminal) {
        this.terminal = terminal;
        this.commandLine = new CommandLine(this);
    }

    /**
     * Runs the program.
     *
     * @param out for results, and nothing else
     * @param err for progress and errors
     * @return the exit code
     */
    public static int execute(
            PrintStream out, PrintStream err, Map<String, String> environment, String... args) {
        return new HeadroomCommand(new Terminal(out, err, environment)).execute(List.of(args));
    }

    @Override
    public void run() {
        terminal.err().print(commandLine.getUsageMessage());
    }

    private int execute(List<String> arguments) {
        RunCommand run = new RunCommand(terminal);
        DemoCommand demo = new DemoCommand(terminal);
        BacktestCommand backtest = new BacktestCommand(terminal);
        commandLine
                .addSubcommand(demo)
                .addSubcommand(run)
                .addSubcommand(backtest)
                .addSubcommand(new RecommendationsCommand(terminal))
                .addSubcommand(new PlanCommand(terminal))
                .addSubcommand(new ScalingCommand(terminal))
                .addSubcommand(new SettingsCommand(terminal))
                .addSubcommand(new VersionCommand(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, args) -> misused(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
        if (arguments.isEmpty()) {
            run();
            return Terminal.USAGE;
        }
        List<String> own = new ArrayList<>();
        own.add(arguments.getFirst());
        List<String> given = arguments.subList(1, arguments.size());
        CommandLine command = commandLine.getSubcommands().get(arguments.getFirst());
        if (command == null) {
            own.addAll(given);
        } else {
            switch (command.<Object>getCommand()) {
                case RunCommand _ -> own.addAll(run.settings.take(given, command.getCommandSpec()));
                case DemoCommand _ ->
                        own.addAll(demo.settings.take(given, command.getCommandSpec()));
                case BacktestCommand _ ->
                        own.addAll(backtest.settings.take(given, command.getCommandSpec()));
                default -> own.addAll(given);
            }
        }
        return commandLine.execute(own.toArray(String[]::new));
    }

    private int misused(CommandLine.ParameterException e) {
        String what =
                e instanceof CommandLine.UnmatchedArgumentException unmatched
                        ? "no such command or option: " + String.join(" ", unmatched.getUnmatched())
                        : String.valueOf(e.getMessage());
        terminal.say(
                what + "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Terminal.USAGE;
    }

    private int failed(Exception e) {
        LOGGER.atDebug().setCause(e).log("failed");
        return switch (e) {
            case InvalidSettingsException invalid -> {
                terminal.say(String.valueOf(invalid.getMessage()));
                yield Terminal.USAGE;
            }
            case CannotStartException expected -> {
                terminal.say(String.valueOf(expected.getMessage()));
                yield Terminal.FAILED;
            }
            default -> {
                terminal.say(
                        "unexpected error: " + e + " (--log.level=debug shows where it came from)");
                yield Terminal.FAILED;
            }
        };
    }
}
