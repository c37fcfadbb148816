package io.headroom.deploy.admission;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.recommender.fit.admission.Verdict;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An answer in words that compare: what refuses, and for which resources.
 *
 * @param by {@code admitted}, {@code invalid}, {@code limitrange}, or {@code quota NAME WHY}
 * @param lines what it names
 */
record Said(String by, Set<String> lines) {
    static final Said ADMITTED = new Said("admitted", Set.of());

    private static final Pattern RANGE =
            Pattern.compile(
                    "(minimum|maximum) (\\S+) usage per (\\w+) is|"
                            + "([^\\s\\[]+) max limit to request ratio per (\\w+) is");
    private static final Pattern UNSET =
            Pattern.compile("failed quota: ([^:]+): must specify (.*)");
    private static final Pattern UNKNOWN =
            Pattern.compile("status unknown for quota: ([^,]+), resources: (.*)");
    private static final Pattern EXCEEDED =
            Pattern.compile("exceeded quota: ([^,]+), requested: (.*), used: .*, limited: .*");
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9./-]+) for:");

    Said {
        lines = Set.copyOf(lines);
    }

    /** The API server's. */
    static Said of(KubernetesClientException refusal) {
        String message = String.valueOf(refusal.getStatus().getMessage());
        if (refusal.getCode() == 422) {
            return new Said("invalid", Set.of());
        }
        Matcher exceeded = EXCEEDED.matcher(message);
        if (exceeded.find()) {
            return new Said(
                    "quota " + exceeded.group(1) + " EXCEEDED",
                    Arrays.stream(exceeded.group(2).split(","))
                            .map(each -> each.substring(0, each.indexOf('=')))
                            .collect(Collectors.toSet()));
        }
        Matcher unset = UNSET.matcher(message);
        if (unset.find()) {
            return new Said(
                    "quota " + unset.group(1) + " NOT_SET",
                    LINE.matcher(unset.group(2))
                            .results()
                            .map(each -> each.group(1))
                            .collect(Collectors.toSet()));
        }
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.find()) {
            return new Said(
                    "quota " + unknown.group(1) + " NOT_COUNTED",
                    Set.of(unknown.group(2).split(",")));
        }
        Set<String> bounds =
                RANGE.matcher(message).results().map(Said::bound).collect(Collectors.toSet());
        return bounds.isEmpty() ? new Said(message, Set.of()) : new Said("limitrange", bounds);
    }

    /** Headroom's: one of these is what the API server says, as it stops at the first that refuses. */
    static Set<Said> of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Admitted _ -> Set.of(ADMITTED);
            case Verdict.Invalid _ -> Set.of(new Said("invalid", Set.of()));
            case Verdict.OutOfRange outOfRange -> {
                Map<String, Set<String>> byRange = new TreeMap<>();
                for (Verdict.Violation each : outOfRange.violations()) {
                    byRange.computeIfAbsent(each.limitRange(), _ -> new TreeSet<>())
                            .add(bound(each.bound().name(), each.resource(), each.type()));
                }
                yield byRange.values().stream()
                        .map(bounds -> new Said("limitrange", bounds))
                        .collect(Collectors.toSet());
            }
            case Verdict.OverQuota over ->
                    over.excesses().stream()
                            .map(each ->
                                    new Said(
                                            "quota " + each.quota() + ' ' + each.why(),
                                            each.missing().keySet()))
                            .collect(Collectors.toSet());
        };
    }

    private static String bound(java.util.regex.MatchResult match) {
        if (match.group(1) == null) {
            return bound("RATIO", match.group(4), match.group(5));
        }
        return bound(
                match.group(1).equals("minimum") ? "MIN" : "MAX", match.group(2), match.group(3));
    }

    private static String bound(String bound, String resource, String type) {
        return bound + ' ' + resource + " of a " + type;
    }
}
