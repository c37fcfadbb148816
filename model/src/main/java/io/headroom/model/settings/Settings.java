package io.headroom.model.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings being read. Flags go before environment variables, those before the file. Every key that
 * is asked for is remembered with its default and meaning; what nobody asked for is an error, and
 * {@link #finish} reports all problems at once. Not thread-safe.
 */
public final class Settings {
    private static final String ENVIRONMENT_PREFIX = "HEADROOM_";
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** No wait is this long; clocks in nanoseconds hold it. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /*
     * Kubernetes injects HEADROOM_PORT, HEADROOM_SERVICE_HOST and so on into the pods of a namespace
     * that has a Service named headroom, or headroom-something. They are no settings.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "HEADROOM_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?"
                            + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** This one may be a setting as well: its value tells. */
    private static final Pattern PORT = Pattern.compile("HEADROOM_(.+_)?PORT");

    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Map<String, String> flags;
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final Map<String, Known> known = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param flags by key, as given on the command line
     * @param environment the process's environment, of which only {@code HEADROOM_...} is looked at
     * @param file by key, as flattened from the YAML file
     */
    public Settings(
            Map<String, String> flags, Map<String, String> environment, Map<String, String> file) {
        this.flags = new TreeMap<>(flags);
        this.environment = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX) && !isServiceLink(name, value)) {
                this.environment.put(name, value);
            }
        });
        this.file = new TreeMap<>(file);
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (PORT.matcher(name).matches() && ADDRESS.matcher(value).matches());
    }

    /** Settings from one map alone. */
    public static Settings of(Map<String, String> values) {
        return new Settings(values, Map.of(), Map.of());
    }

    /**
     * Reads one setting.
     *
     * @param defaultText what stands for the default in the documentation and is parsed for it
     * @param meaning one phrase for the documentation
     */
    public <T> T read(String key, String defaultText, Function<String, T> parser, String meaning) {
        known.put(key, new Known(key, defaultText, meaning));
        Given given = take(key);
        if (given != null) {
            try {
                return parser.apply(given.value());
            } catch (RuntimeException e) {
                problems.add(given.where() + "=" + given.value() + ": " + reason(e));
            }
        }
        return parser.apply(defaultText);
    }

    public String string(String key, String defaultValue, String meaning) {
        return read(key, defaultValue, Function.identity(), meaning);
    }

    /** A setting that is absent unless given. */
    public Optional<String> optional(String key, String meaning) {
        return read(
                key, "", text -> text.isEmpty() ? Optional.empty() : Optional.of(text), meaning);
    }

    public Optional<Path> path(String key, String meaning) {
        return optional(key, meaning).map(Path::of);
    }

    /**
     * Such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h} or {@code 14d}; longer than 0.
     */
    public Duration duration(String key, String defaultText, String meaning) {
        return duration(key, defaultText, SHORTEST, LONGEST, meaning);
    }

    /** The same between two bounds, both of which are allowed. */
    public Duration duration(
            String key, String defaultText, Duration min, Duration max, String meaning) {
        return read(
                key,
                defaultText,
                text -> {
                    Duration value = parseDuration(text);
                    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                        throw new IllegalArgumentException(
                                "must be between " + text(min) + " and " + text(max));
                    }
                    return value;
                },
                meaning);
    }

    public int integer(String key, int defaultValue, int min, int max, String meaning) {
        return read(
                key,
                Integer.toString(defaultValue),
                text -> {
                    int value = Integer.parseInt(text);
                    if (value < min || value > max) {
                        throw new IllegalArgumentException(
                                "must be between " + min + " and " + max);
                    }
                    return value;
                },
                meaning);
    }

    /** Such as {@code 512Mi} or {@code 10Gi}; both texts are read so. */
    public long bytes(String key, String defaultText, String min, String meaning) {
        return read(
                key,
                defaultText,
                text -> {
                    long value = parseBytes(text);
                    if (value < parseBytes(min)) {
                        throw new IllegalArgumentException("must be at least " + min);
                    }
                    return value;
                },
                meaning);
    }

    public boolean bool(String key, boolean defaultValue, String meaning) {
        return read(key, Boolean.toString(defaultValue), Settings::parseBoolean, meaning);
    }

    /** One of a fixed set of words. */
    public <T> T choice(String key, T defaultValue, Map<String, T> choices, String meaning) {
        String defaultText =
                choices.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(defaultValue))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
        return read(
                key,
                defaultText,
                text -> {
                    T value = choices.get(text);
                    if (value == null) {
                        throw new IllegalArgumentException(
                                "must be one of "
                                        + String.join(", ", new TreeMap<>(choices).keySet()));
                    }
                    return value;
                },
                meaning);
    }

    /**
     * All settings whose key starts with {@code prefix}, without it: passed through to a library
     * that knows them. From the environment they come in lower case with dots.
     */
    public Map<String, String> withPrefix(String prefix, String meaning) {
        known.put(prefix + "*", new Known(prefix + "*", "", meaning));
        Map<String, String> passed = new TreeMap<>();
        takePrefixed(file, prefix, passed);
        String variable = variable(prefix);
        environment
                .entrySet()
                .removeIf(entry -> {
                    boolean matches = entry.getKey().startsWith(variable);
                    if (matches) {
                        String rest = entry.getKey().substring(variable.length());
                        passed.put(
                                rest.toLowerCase(Locale.ROOT).replace('_', '.'), entry.getValue());
                    }
                    return matches;
                });
        takePrefixed(flags, prefix, passed);
        return passed;
    }

    /** Adds a problem that only the settings together show, or one found while reading the file. */
    public void reject(String problem) {
        problems.add(problem);
    }

    /** The settings that were asked for, by key. */
    public List<Known> known() {
        return List.copyOf(known.values());
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidSettingsException with every problem, so that they can be mended in one go
     */
    public void finish() {
        List<String> all = new ArrayList<>(problems);
        file.keySet().forEach(key -> all.add(key + " (in the file): no such setting" + near(key)));
        environment.keySet().forEach(name -> all.add(name + " (environment): no such setting"));
        flags.keySet().forEach(key -> all.add("--" + key + ": no such setting" + near(key)));
        if (!all.isEmpty()) {
            throw new InvalidSettingsException(all);
        }
    }

    /** The environment variable of a key: {@code HEADROOM_REST_PORT} for {@code rest.port}. */
    public static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * Reads a duration in the words of {@link #duration} or in those of ISO 8601.
     *
     * @throws IllegalArgumentException when it is none, or negative
     */
    public static Duration parseDuration(String text) {
        var matcher = Pattern.compile("([0-9]+)(ms|s|m|h|d)").matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        Duration duration;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a duration such as 30s, 5m or 24h", e);
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException("must not be negative");
        }
        return duration;
    }

    /** What {@link #parseDuration} reads back, in the largest unit that holds it whole. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
    }

    private static long parseBytes(String text) {
        var matcher = Pattern.compile("([0-9]+)(Ki|Mi|Gi|Ti)?").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a number of bytes such as 512Mi or 10Gi");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        int shift =
                unit == null
                        ? 0
                        : switch (unit) {
                            case "Ki" -> 10;
                            case "Mi" -> 20;
                            case "Gi" -> 30;
                            default -> 40;
                        };
        return Math.multiplyExact(amount, 1L << shift);
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static String reason(RuntimeException e) {
        return e instanceof NumberFormatException
                ? "must be a number"
                : String.valueOf(e.getMessage());
    }

    private @Nullable Given take(String key) {
        String inFile = file.remove(key);
        String variable = variable(key);
        String inEnvironment = environment.remove(variable);
        String inFlags = flags.remove(key);
        if (inFlags != null) {
            return new Given("--" + key, inFlags);
        }
        if (inEnvironment != null) {
            return new Given(variable, inEnvironment);
        }
        return inFile == null ? null : new Given(key, inFile);
    }

    private static void takePrefixed(
            Map<String, String> from, String prefix, Map<String, String> to) {
        from.entrySet()
                .removeIf(entry -> {
                    boolean matches = entry.getKey().startsWith(prefix);
                    if (matches) {
                        to.put(entry.getKey().substring(prefix.length()), entry.getValue());
                    }
                    return matches;
                });
    }

    private String near(String key) {
        Map<String, Integer> distances = new HashMap<>();
        known.keySet().forEach(candidate -> distances.put(candidate, distance(key, candidate)));
        return distances.entrySet().stream()
                .filter(entry -> entry.getValue() <= 3)
                .min(
                        Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> "; did you mean " + entry.getKey() + "?")
                .orElse("");
    }

    /** How many letters differ (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + cost);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /** A setting as the documentation lists it; an empty default means that it is not set. */
    public record Known(String key, String defaultText, String meaning) {}

    private record Given(String where, String value) {}
}
