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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the parts that several kinds of state share are stored. */
final class Stored {
    private static final long NONE = Long.MIN_VALUE;
    private static final Pattern USUAL_ID = Pattern.compile("([a-z-]+)://([0-9a-f]{64})");

    private Stored() {}

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

    static void notes(StateWriter to, List<Evidence> notes) {
        to.number(notes.size());
        for (Evidence note : notes) {
            to.text(note.signal());
            instant(to, note.at());
            to.optionalText(note.text());
        }
    }

    static List<Evidence> notes(StateReader from) {
        List<Evidence> notes = new ArrayList<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            notes.add(new Evidence(from.text(), instant(from), from.optionalText()));
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
