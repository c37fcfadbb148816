package io.headroom.recommender.scale.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector as kubectl takes it: {@code app=web,tier in (a,b),!canary}. */
final class SelectorText {
    private static final String KEY = "[A-Za-z0-9][-A-Za-z0-9_./]*";
    private static final Pattern REQUIREMENT =
            Pattern.compile(
                    "\\s*(?:(?<key>"
                            + KEY
                            + ")(?:\\s*==?\\s*(?<equal>[-A-Za-z0-9_.]*)|\\s+(?<operator>in|notin)\\s*"
                            + "\\((?<values>[^()]*)\\))?|!(?<absent>"
                            + KEY
                            + "))\\s*(?:,|$)");

    private SelectorText() {}

    /**
     * As {@code matchLabels} and {@code matchExpressions}.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static Map<String, Object> parse(String text) {
        Map<String, Object> labels = new LinkedHashMap<>();
        List<Map<String, Object>> expressions = new ArrayList<>();
        Matcher requirement = REQUIREMENT.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!requirement.find(end) || requirement.start() != end) {
                throw new IllegalArgumentException(
                        "a selector reads like app=web,tier in (a,b),!canary; this does not: "
                                + text);
            }
            end = requirement.end();
            String key = requirement.group("key");
            String absent = requirement.group("absent");
            String equal = requirement.group("equal");
            String operator = requirement.group("operator");
            if (absent != null) {
                expressions.add(HpaManifest.map("key", absent, "operator", "DoesNotExist"));
            } else if (equal != null) {
                labels.put(key, equal);
            } else if (operator != null) {
                expressions.add(
                        HpaManifest.map(
                                "key",
                                key,
                                "operator",
                                operator.equals("in") ? "In" : "NotIn",
                                "values",
                                List.of(requirement.group("values").strip().split("\\s*,\\s*"))));
            } else {
                expressions.add(HpaManifest.map("key", key, "operator", "Exists"));
            }
        }
        return HpaManifest.map(
                "matchLabels",
                labels.isEmpty() ? null : labels,
                "matchExpressions",
                expressions.isEmpty() ? null : expressions);
    }
}
