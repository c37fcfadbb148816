package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.assessment.Classification.Evidence;
import io.headroom.model.assessment.CpuShortage;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.quantity.Cpu;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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

    private static final Pattern USUAL_UID =
            Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Base64.Encoder KEYS = Base64.getUrlEncoder().withoutPadding();

    private static final Map<String, Signal> SIGNALS =
            Stream.of(ContainerSignal.values(), PodSignal.values())
                    .flatMap(Stream::of)
                    .collect(Collectors.toMap(Signal::label, Function.identity()));

    /* What is stored is a place in one of these: new signals go to the end. */
    private static final List<ContainerSignal> OF_CONTAINERS = List.of(ContainerSignal.values());
    private static final List<PodSignal> OF_PODS = List.of(PodSignal.values());

    /** Stands for the words that a text about a container begins with. */
    private static final String BEGINNING = "\0";

    /* Of these a place is stored as well: new ones go to the end. */
    private static final List<String> RUNTIMES = List.of("containerd", "cri-o", "docker");
    private static final List<String> REASONS =
            List.of(
                    "Error",
                    "Completed",
                    "OOMKilled",
                    "ContainerStatusUnknown",
                    "RestartingAllContainers",
                    "StartError",
                    "ContainerCannotRun",
                    "Unknown");
    private static final List<String> PHRASES =
            List.of(
                    BEGINNING + " failed liveness probe, will be restarted",
                    BEGINNING + " failed startup probe, will be restarted",
                    BEGINNING + " definition changed, will be restarted",
                    BEGINNING + " resize requires restart",
                    "Pod sandbox changed, it will be killed and re-created.");
    private static final List<String> OWNERS_PHRASES = List.of("Deleted pod: \0");
    private static final int SAME = -1;
    private static final List<Outcome.State> STATES = List.of(Outcome.State.values());

    private Stored() {}

    /** As it was stored before: as its label, or after an empty one as its number. */
    static Signal signal(StateReader from) {
        String label = from.text();
        if (label.isEmpty()) {
            int number = from.count();
            return number < 0 ? OF_PODS.get(-1 - number) : OF_CONTAINERS.get(number);
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
            int runtime = RUNTIMES.indexOf(usual.group(1));
            if (runtime < 0) {
                to.number(2).text(usual.group(1));
            } else {
                to.number(3 + runtime);
            }
            to.block(HexFormat.of().parseHex(usual.group(2)));
        } else {
            to.optionalText(id);
        }
    }

    static @Nullable String containerId(StateReader from) {
        long form = from.number();
        if (form == 0) {
            return null;
        }
        if (form == 1) {
            return from.text();
        }
        String runtime = form == 2 ? from.text() : RUNTIMES.get((int) form - 3);
        return runtime + "://" + HexFormat.of().formatHex(from.block());
    }

    /** The 36 characters that a UID usually has as the 16 bytes that they are. */
    static void uid(StateWriter to, @Nullable String uid) {
        if (uid != null && USUAL_UID.matcher(uid).matches()) {
            UUID usual = UUID.fromString(uid);
            to.number(2)
                    .block(
                            ByteBuffer.allocate(2 * Long.BYTES)
                                    .putLong(usual.getMostSignificantBits())
                                    .putLong(usual.getLeastSignificantBits())
                                    .array());
        } else {
            to.optionalText(uid);
        }
    }

    static @Nullable String uid(StateReader from) {
        long form = from.number();
        if (form == 2) {
            ByteBuffer bits = ByteBuffer.wrap(from.block());
            return new UUID(bits.getLong(), bits.getLong()).toString();
        }
        return form == 0 ? null : from.text();
    }

    /** A name without what it begins with as the workload's does. */
    static void tail(StateWriter to, String name, String workload) {
        int shared = 0;
        while (shared < Math.min(name.length(), workload.length())
                && name.charAt(shared) == workload.charAt(shared)) {
            shared++;
        }
        to.number(shared).text(name.substring(shared));
    }

    static String tail(StateReader from, String workload) {
        return workload.substring(0, from.count()) + from.text();
    }

    /** A time near another one that is stored already. */
    static void near(StateWriter to, @Nullable Instant at, Instant base) {
        to.number(at == null ? 0 : 1 + 2 * (at.toEpochMilli() - base.toEpochMilli()));
    }

    static @Nullable Instant near(StateReader from, Instant base) {
        long stored = from.number();
        return stored == 0 ? null : base.plusMillis((stored - 1) / 2);
    }

    /**
     * @param before the one that was written before it, which is often the same
     */
    static void reason(StateWriter to, @Nullable String reason, @Nullable String before) {
        if (reason != null && reason.equals(before)) {
            to.number(SAME);
        } else {
            known(to, reason, REASONS);
        }
    }

    static @Nullable String reason(StateReader from, @Nullable String before) {
        long form = from.number();
        return form == SAME ? before : known(from, form, REASONS);
    }

    /** Words about a container; null where there are none. */
    static void words(StateWriter to, @Nullable String text, @Nullable String container) {
        known(to, text == null ? null : without(container, text), PHRASES);
    }

    static @Nullable String words(StateReader from, @Nullable String container) {
        String text = known(from, from.number(), PHRASES);
        return text == null ? null : with(container, text);
    }

    /** Words of an owner, in which a NUL stands for the pod that they are about. */
    static void ownersWords(StateWriter to, String text) {
        known(to, text, OWNERS_PHRASES);
    }

    static String ownersWords(StateReader from) {
        String text = known(from, from.number(), OWNERS_PHRASES);
        return text == null ? "" : text;
    }

    private static void known(StateWriter to, @Nullable String text, List<String> known) {
        int place = text == null ? -1 : known.indexOf(text);
        if (place < 0) {
            to.optionalText(text);
        } else {
            to.number(2 + place);
        }
    }

    private static @Nullable String known(StateReader from, long form, List<String> known) {
        return form == 0 ? null : form == 1 ? from.text() : known.get((int) form - 2);
    }

    static void shortage(StateWriter to, CpuShortage shortage) {
        to.number(shortage.least().millicores())
                .number(shortage.limit() == null ? 0 : shortage.limit().millicores());
    }

    static CpuShortage shortage(StateReader from) {
        Cpu least = new Cpu(from.number());
        long limit = from.number();
        return new CpuShortage(least, limit == 0 ? null : new Cpu(limit));
    }

    static void outcome(StateWriter to, Outcome outcome, Instant base) {
        Duration recovery = outcome.recovery();
        to.number(STATES.indexOf(outcome.state()));
        near(to, outcome.at(), base);
        near(to, recovery == null ? null : base.plus(recovery), base);
    }

    static Outcome outcome(StateReader from, Instant base) {
        Outcome.State state = STATES.get(from.count());
        Instant at = near(from, base);
        Instant recovered = near(from, base);
        return new Outcome(state, at, recovered == null ? null : Duration.between(base, recovered));
    }

    /**
     * @param base a time near theirs that is stored already
     */
    static void notes(
            StateWriter to, List<Evidence> notes, @Nullable String container, Instant base) {
        to.number(notes.size());
        for (Evidence note : notes) {
            place(to, signal(note.signal()));
            near(to, note.at(), base);
            words(to, note.text(), container);
        }
    }

    static List<Evidence> notes(StateReader from, @Nullable String container, Instant base) {
        List<Evidence> notes = new ArrayList<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            String signal = place(from).label();
            Instant at = near(from, base);
            notes.add(new Evidence(signal, at, words(from, container)));
        }
        return notes;
    }

    /** A signal as its number alone. */
    static void place(StateWriter to, Signal signal) {
        to.number(
                switch (signal) {
                    case ContainerSignal ofContainer -> OF_CONTAINERS.indexOf(ofContainer);
                    case PodSignal ofPod -> -1 - OF_PODS.indexOf(ofPod);
                });
    }

    static Signal place(StateReader from) {
        int number = from.count();
        return number < 0 ? OF_PODS.get(-1 - number) : OF_CONTAINERS.get(number);
    }

    /** Stands for a text in a key: 64 bits as eleven characters. */
    static String mark(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return KEYS.encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
    }

    /** Stands for a UID in a key, and for no other. */
    static String key(String uid) {
        if (!USUAL_UID.matcher(uid).matches()) {
            return uid;
        }
        UUID usual = UUID.fromString(uid);
        return KEYS.encodeToString(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(usual.getMostSignificantBits())
                        .putLong(usual.getLeastSignificantBits())
                        .array());
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
