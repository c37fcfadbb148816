package io.headroom.deploy.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a PromQL expression as it takes to hold it against what is exported. */
record PromQl(String text) {
    private static final Pattern SELECTOR =
            Pattern.compile("\\b(headroom_[a-z0-9_]+)\\s*(?:\\{([^}]*)})?");
    private static final Pattern MATCHER =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    private static final Pattern LABEL_LIST =
            Pattern.compile(
                    "\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*([a-z_]+)\\s*}}");
    private static final Pattern RANGE = Pattern.compile("\\[([^]]*)]");
    private static final Pattern RATE =
            Pattern.compile(
                    "\\b(?:rate|irate|increase)\\(\\s*headroom_[a-z0-9_]+_total\\s*(?:\\{[^}]*})?\\s*\\[");
    private static final Pattern COUNTER = Pattern.compile("\\bheadroom_[a-z0-9_]+_total\\b");
    private static final Pattern LABEL_VALUES =
            Pattern.compile("label_values\\((.*),\\s*([a-z_]+)\\)");

    /** The query of a variable, as a count by the label that it lists. */
    static PromQl ofVariable(String query) {
        var matcher = LABEL_VALUES.matcher(query);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not label_values(metric, label): " + query);
        }
        return new PromQl("count by (" + matcher.group(2) + ") (" + matcher.group(1) + ")");
    }

    List<Selector> selectors() {
        return SELECTOR.matcher(text)
                .results()
                .map(found ->
                        new Selector(found.group(1), found.group(2) == null ? "" : found.group(2)))
                .toList();
    }

    /** The labels that are grouped, joined or written by. */
    Set<String> labels(String legend) {
        Set<String> labels = new TreeSet<>();
        LABEL_LIST
                .matcher(text)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .forEach(labels::add);
        LEGEND_LABEL.matcher(legend).results().map(found -> found.group(1)).forEach(labels::add);
        return labels;
    }

    /** What stands in brackets after a selector. */
    List<String> ranges() {
        return RANGE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Whether every counter is looked at by its increase only. */
    boolean countersOnlyByIncrease() {
        return COUNTER.matcher(text).results().count() == RATE.matcher(text).results().count();
    }

    boolean balanced() {
        List<Character> open = new ArrayList<>();
        for (char c : text.replaceAll("\"[^\"]*\"", "").toCharArray()) {
            int closing = ")]}".indexOf(c);
            if ("([{".indexOf(c) >= 0) {
                open.addLast(c);
            } else if (closing >= 0
                    && (open.isEmpty() || open.removeLast() != "([{".charAt(closing))) {
                return false;
            }
        }
        return open.isEmpty();
    }

    /** A metric, and what its labels must be. */
    record Selector(String metric, String matchers) {

        Set<String> labels() {
            return MATCHER.matcher(matchers)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** The labels of which it asks for one value. */
        Map<String, String> fixed() {
            return MATCHER.matcher(matchers)
                    .results()
                    .filter(found -> found.group(2).equals("="))
                    .collect(
                            Collectors.toMap(
                                    found -> found.group(1),
                                    (MatchResult found) -> found.group(3),
                                    (first, _) -> first,
                                    LinkedHashMap::new));
        }
    }
}
