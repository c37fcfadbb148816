package io.headroom.deploy.cli;

import io.headroom.deploy.config.LaunchConfig;
import io.headroom.model.settings.Settings;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints every setting with its default: what the README's table is made from. */
@Command(
        name = "settings",
        description = "Prints every setting, its default and its meaning, as a Markdown table.")
final class SettingsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin final HelpOption help = new HelpOption();

    SettingsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.print(table());
        return Terminal.OK;
    }

    static String table() {
        return "| setting | default | meaning |\n|---|---|---|\n"
                + LaunchConfig.known().stream()
                        .map(SettingsCommand::row)
                        .collect(Collectors.joining());
    }

    private static String row(Settings.Known known) {
        String defaultText = known.defaultText().isEmpty() ? "" : '`' + known.defaultText() + '`';
        return "| `" + known.key() + "` | " + defaultText + " | " + known.meaning() + " |\n";
    }
}
