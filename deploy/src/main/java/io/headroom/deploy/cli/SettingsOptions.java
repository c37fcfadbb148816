package io.headroom.deploy.cli;

import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.config.SettingsFile;
import io.headroom.model.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The ways to give settings to a command: flags go before the environment, that before the file.
 */
final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a YAML file of settings; keys may be nested or written with dots")
    @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "one setting; --KEY=VALUE does the same ('headroom settings' lists them)")
    List<String> pairs = new ArrayList<>();

    private SettingArguments arguments = new SettingArguments(List.of(), Map.of(), List.of());

    /** Takes the settings out of a command's arguments and returns the rest. */
    List<String> take(List<String> given, CommandSpec command) {
        Set<String> all =
                command.options().stream()
                        .flatMap(option -> List.of(option.names()).stream())
                        .collect(Collectors.toSet());
        Set<String> withValue =
                command.options().stream()
                        .filter(option -> option.arity().max() > 0)
                        .flatMap(option -> List.of(option.names()).stream())
                        .collect(Collectors.toSet());
        Set<String> keys =
                LaunchConfig.known().stream().map(Settings.Known::key).collect(Collectors.toSet());
        arguments =
                SettingArguments.split(given, new SettingArguments.Options(all, withValue), keys);
        return arguments.rest();
    }

    /**
     * Reads all settings.
     *
     * @param more flags of the command that stand for settings
     * @throws io.headroom.model.settings.InvalidSettingsException with every problem
     */
    LaunchConfig read(Map<String, String> environment, Map<String, String> more) {
        arguments.set(pairs);
        arguments.settings().putAll(more);
        Settings settings =
                new Settings(
                        arguments.settings(),
                        environment,
                        file == null ? Map.of() : SettingsFile.read(file));
        arguments.problems().forEach(settings::reject);
        return LaunchConfig.from(settings);
    }
}
