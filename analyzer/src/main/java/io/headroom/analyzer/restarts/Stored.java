package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.assessment.Classification.Evidence;
import io.headroom.model.assessment.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the parts that several kinds of state share are stored. */
final class Stored {
    private static final long NONE = Long.MIN_VALUE;
    private static final Pattern USUAL_ID = Pattern.compile("([a-z-]+)://([0-9a-f]{64})");

    private static final Map<String, Signal> SIGNALS =
            Stream.of(ContainerSignal.values(), PodSignal.values())
                    .flatMap(Stream::of)
                    .collect(Collectors.toMap(Signal::label, Function.identity()));

    /** Stands for the words that a text about a container begins with. */
    private static final String BEGINNING = "\0";

    private Stored() {}

    /** As its number in the order of declaration; as its label it was stored before. */
    static void signal(StateWriter to, Signal signal) {
        to.text("")
                .number(
                        switch (signal) {
                            case ContainerSignal ofContainer -> ofContainer.ordinal();
                            case PodSignal ofPod -> -1 - ofPod.ordinal();
                        });
    }

    static Signal signal(StateReader from) {
        String label = from.text();
        if (label.isEmpty()) {
            int number = from.count();
            return number < 0 ? PodSignal.values()[-1 - number] : ContainerSignal.values()[number];
        }
        return signal(label);
    }

    private static Signal signal(String label) {
        Signal signal = SIGNALS.get(label);
        if (signal == null) {
            throw new IllegalStateException("unknown signal: " + label);
        }
        return signal;
    }

    /** One of the names that are stored already, as its number; any other as it is. */
    static void name(StateWriter to, String name, List<String> known) {
        int number = known.indexOf(name);
        if (number < 0) {
            to.text(name);
        } else {
            to.text("").number(number);
        }
    }

    static String name(StateReader from, List<String> known) {
        String name = from.text();
        return name.isEmpty() ? known.get(from.count()) : name;
    }

    static void optionalName(StateWriter to, @Nullable String name, List<String> known) {
        to.number(name == null ? 0 : 1);
        if (name != null) {
            name(to, name, known);
        }
    }

    static @Nullable String optionalName(StateReader from, List<String> known) {
        return from.number() == 0 ? null : name(from, known);
    }

    /** The words about a container, without those that they begin with. */
    static String without(@Nullable String container, String text) {
        String beginning = "Container " + container;
        return text.startsWith(beginning) ? BEGINNING + text.substring(beginning.length()) : text;
    }

    static String with(@Nullable String container, String text) {
        return text.startsWith(BEGINNING) ? "Container " + container + text.substring(1) : text;
    }

    /** As one bit each, in the order of their declaration: new ones go to the end. */
    static <S extends Enum<S>> void signals(StateWriter to, Set<S> signals, Class<S> type) {
        long bits = 0;
        long bit = 1;
        for (S signal : type.getEnumConstants()) {
            bits |= signals.contains(signal) ? bit : 0;
            bit <<= 1;
        }
        to.number(bits);
    }

    static <S extends Enum<S>> Set<S> signals(StateReader from, Class<S> type) {
        long bits = from.number();
        long bit = 1;
        Set<S> signals = EnumSet.noneOf(type);
        for (S signal : type.getEnumConstants()) {
            if ((bits & bit) != 0) {
                signals.add(signal);
            }
            bit <<= 1;
        }
        return signals;
    }

    /** The 64 hexadecimal digits that most runtimes give as the 32 bytes that they are. */
    static void containerId(StateWriter to, @Nullable String id) {
        Matcher usual = USUAL_ID.matcher(id == null ? "" : id);
        if (usual.matches()) {
            to.number(2).text(usual.group(1)).block(HexFormat.of().parseHex(usual.group(2)));
        } else {
            to.optionalText(id);
        }
    }

    static @Nullable String containerId(StateReader from) {
        long form = from.number();
        if (form == 0) {
            return null;
        }
        return form == 1
                ? from.text()
                : from.text() + "://" + HexFormat.of().formatHex(from.block());
    }

    /**
     * @param container that they are about; null when they are about the whole pod, or several
     */
    static void notes(StateWriter to, List<Evidence> notes, @Nullable String container) {
        to.number(notes.size());
        for (Evidence note : notes) {
            signal(to, signal(note.signal()));
            instant(to, note.at());
            String text = note.text();
            to.optionalText(text == null ? null : without(container, text));
        }
    }

    static List<Evidence> notes(StateReader from, @Nullable String container) {
        List<Evidence> notes = new ArrayList<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            String signal = signal(from).label();
            Instant at = instant(from);
            String text = from.optionalText();
            notes.add(new Evidence(signal, at, text == null ? null : with(container, text)));
        }
        return notes;
    }

    static void outcome(StateWriter to, Outcome outcome) {
        to.text(outcome.state().label());
        instant(to, outcome.at());
        Duration recovery = outcome.recovery();
        to.number(recovery == null ? NONE : recovery.toMillis());
    }

    static Outcome outcome(StateReader from) {
        String label = from.text();
        Instant at = instant(from);
        long recovery = from.number();
        for (Outcome.State state : Outcome.State.values()) {
            if (state.label().equals(label)) {
                return new Outcome(
                        state, at, recovery == NONE ? null : Duration.ofMillis(recovery));
            }
        }
        throw new IllegalStateException("stored state has an unknown outcome: " + label);
    }

    static void instant(StateWriter to, @Nullable Instant at) {
        to.number(at == null ? NONE : at.toEpochMilli());
    }

    static @Nullable Instant instant(StateReader from) {
        long millis = from.number();
        return millis == NONE ? null : Instant.ofEpochMilli(millis);
    }
}
