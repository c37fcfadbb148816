package io.headroom.recommender;

import io.headroom.model.cluster.Finding;
import io.headroom.recommender.policy.PolicyLevel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with annotations, as findings. They follow from the latest state of the annotated
 * objects, so they are on no topic, and gone with what was wrong. One thread changes it, any thread
 * reads it.
 */
final class PolicyFindings {
    private static final String CODE = "policy-annotation";

    private final NavigableMap<String, Finding> findings = new ConcurrentSkipListMap<>();
    private final Map<String, List<String>> byObject = new HashMap<>();

    /**
     * Takes what was found on one object.
     *
     * @param object its key
     * @param next who is heard in its place
     * @param since when the record that shows it was written; null when it shows nothing
     */
    void put(
            String object,
            List<PolicyLevel.Problem> problems,
            String next,
            @Nullable Instant since) {
        Map<String, Finding> found = new HashMap<>();
        if (since != null) {
            for (PolicyLevel.Problem problem : problems) {
                Finding finding = finding(object, problem, next, since);
                Finding before = findings.get(finding.key());
                found.put(
                        finding.key(),
                        before != null && before.message().equals(finding.message())
                                ? before
                                : finding);
            }
        }
        List<String> before = byObject.remove(object);
        if (before != null) {
            before.stream().filter(key -> !found.containsKey(key)).forEach(findings::remove);
        }
        if (!found.isEmpty()) {
            byObject.put(object, List.copyOf(found.keySet()));
            findings.putAll(found);
        }
    }

    NavigableMap<String, Finding> all() {
        return findings;
    }

    private static Finding finding(
            String object, PolicyLevel.Problem problem, String next, Instant since) {
        return new Finding(
                CODE,
                Finding.Severity.WARNING,
                object + '#' + problem.annotation(),
                "the annotation %s of %s is '%s' and does not count: %s; %s applies"
                        .formatted(
                                problem.annotation(),
                                object,
                                problem.value(),
                                problem.rule(),
                                next),
                since);
    }
}
