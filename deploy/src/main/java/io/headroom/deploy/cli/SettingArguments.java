package io.headroom.deploy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings among the arguments of a command: {@code --key=value} and {@code --key value} for
 * every setting there is, beside the command's own options.
 *
 * @param rest the arguments that are the command's own
 * @param settings by key
 * @param problems in sentences, to be reported with those of the settings
 */
record SettingArguments(List<String> rest, Map<String, String> settings, List<String> problems) {

    /**
     * Tells them apart.
     *
     * @param options the command's own options; those that take a value take it from the next
     *     argument
     * @param keys of all settings
     */
    static SettingArguments split(List<String> arguments, Options options, Set<String> keys) {
        List<String> rest = new ArrayList<>();
        Map<String, String> settings = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (options.all().contains(name)) {
                rest.add(argument);
                if (equals < 0 && options.withValue().contains(name) && i + 1 < arguments.size()) {
                    rest.add(arguments.get(++i));
                }
            } else if (!argument.startsWith("--")) {
                rest.add(argument);
            } else if (equals > 0) {
                settings.put(name.substring(2), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-")) {
                settings.put(name.substring(2), arguments.get(++i));
            } else if (keys.contains(name.substring(2))) {
                problems.add(name + ": needs a value, as in " + name + "=VALUE");
            } else {
                problems.add(name + ": no such option; --help lists them");
            }
        }
        return new SettingArguments(rest, settings, problems);
    }

    /** Adds what {@code --set} was given. */
    void set(List<String> pairs) {
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                problems.add("--set " + pair + ": must be KEY=VALUE");
            } else {
                settings.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    /** The names of a command's own options. */
    record Options(Set<String> all, Set<String> withValue) {}
}
