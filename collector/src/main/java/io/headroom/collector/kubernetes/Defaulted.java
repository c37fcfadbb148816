package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a LimitRange has written into the containers of a pod, as admission notes it in an
 * annotation: {@code LimitRanger plugin set: cpu, memory request for container web; cpu limit for
 * init container wait}. Each LimitRange that writes anything writes the whole note anew.
 *
 * @param requests the resources that got a request, by the container's name
 * @param limits likewise
 */
record Defaulted(Map<String, Set<String>> requests, Map<String, Set<String>> limits) {
    /** Of a pod that got nothing, or that is not made yet. */
    static final Defaulted NOTHING = new Defaulted(Map.of(), Map.of());

    private static final String ANNOTATION = "kubernetes.io/limit-ranger";
    private static final Pattern WRITTEN =
            Pattern.compile("([^:;]+) (request|limit) for (?:init )?container ([^;]+)");

    static Defaulted of(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String note = annotations == null ? null : annotations.get(ANNOTATION);
        if (note == null) {
            return NOTHING;
        }
        Defaulted defaulted = new Defaulted(new HashMap<>(), new HashMap<>());
        WRITTEN.matcher(note).results().forEach(defaulted::add);
        return defaulted;
    }

    private void add(MatchResult written) {
        (written.group(2).equals("request") ? requests : limits)
                .put(
                        written.group(3).strip(),
                        Set.copyOf(
                                Stream.of(written.group(1).split(",", -1))
                                        .map(String::strip)
                                        .distinct()
                                        .toList()));
    }

    /** Of one container; empty where it got none. */
    Set<String> requests(String container) {
        return requests.getOrDefault(container, Set.of());
    }

    /** Of one container; empty where it got none. */
    Set<String> limits(String container) {
        return limits.getOrDefault(container, Set.of());
    }
}
