package io.headroom.deploy.config;

import io.headroom.model.settings.Settings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A part of Headroom that a process can run, alone or with the others. */
public enum Component {
    COLLECTOR,
    ANALYZER,
    RECOMMENDER;

    /** The word in settings, metrics and messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Set<Component> from(Settings settings) {
        return settings.read(
                "components",
                "collector,analyzer,recommender",
                Component::parse,
                "what this process runs, separated by commas");
    }

    private static Set<Component> parse(String text) {
        Set<Component> components = EnumSet.noneOf(Component.class);
        for (String word : text.split(",", -1)) {
            components.add(
                    Arrays.stream(values())
                            .filter(component -> component.label().equals(word.strip()))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "'"
                                                    + word.strip()
                                                    + "' is none of "
                                                    + Arrays.stream(values())
                                                            .map(Component::label)
                                                            .collect(Collectors.joining(", ")))));
        }
        return Set.copyOf(components);
    }
}
