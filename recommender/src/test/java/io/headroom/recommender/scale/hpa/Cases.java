package io.headroom.recommender.scale.hpa;

import io.headroom.recommender.scale.hpa.MetricReading.PerPod;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.hpa.ObservedPod.Phase;
import io.headroom.recommender.scale.hpa.ObservedPod.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods and metrics out of a row of a table. */
final class Cases {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** As the controller's own tests set it. */
    static final ControllerSettings SETTINGS =
            new ControllerSettings(
                    Duration.ofSeconds(15),
                    0.1,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(10));

    static final Duration WINDOW = Duration.ofMinutes(1);

    private Cases() {}

    static List<String> cells(String list) {
        return list == null || list.isBlank() ? List.of() : Arrays.asList(list.strip().split(" "));
    }

    static String name(int index) {
        return "pod-" + index;
    }

    /**
     * Pods of two containers each.
     *
     * @param states a letter each: R Ready, U not Ready, P pending, H Ready, and its metric still
     *     shows how it started, F failed, D being deleted, L Ready once and long ago, not now
     * @param requests cores of one container
     */
    static List<ObservedPod> pods(String states, List<String> requests) {
        List<ObservedPod> pods = new ArrayList<>();
        List<String> letters = cells(states);
        for (int i = 0; i < letters.size(); i++) {
            String request =
                    requests.isEmpty() ? "" : requests.get(Math.min(i, requests.size() - 1));
            pods.add(pod(name(i), letters.get(i), request));
        }
        return pods;
    }

    private static ObservedPod pod(String name, String state, String cores) {
        Map<String, Long> requests =
                cores.isEmpty()
                        ? Map.of()
                        : Map.of("cpu", Math.round(Double.parseDouble(cores) * 1_000));
        Instant old = NOW.minus(Duration.ofHours(1));
        Instant young = NOW.minus(Duration.ofSeconds(90));
        Readiness readiness =
                switch (state) {
                    case "U" -> new Readiness(false, young);
                    case "H" -> new Readiness(true, NOW.minus(Duration.ofSeconds(30)));
                    case "L" -> new Readiness(false, NOW.minus(Duration.ofMinutes(20)));
                    default -> new Readiness(true, old);
                };
        return new ObservedPod(
                name,
                switch (state) {
                    case "P" -> Phase.PENDING;
                    case "F" -> Phase.FAILED;
                    default -> Phase.RUNNING;
                },
                state.equals("D"),
                state.equals("U") || state.equals("H") ? young : old,
                readiness,
                Map.of("one", requests, "other", requests),
                Map.of());
    }

    /**
     * What pods use, in thousandths.
     *
     * @param levels of one container, {@code -} where nothing is known
     * @param containers how many of them a pod has
     */
    static PerPod perPod(String levels, int containers) {
        Map<String, PodMetric> metrics = new HashMap<>();
        List<String> all = cells(levels);
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).equals("-")) {
                metrics.put(
                        name(i),
                        new PodMetric(Long.parseLong(all.get(i)) * containers, NOW, WINDOW));
            }
        }
        return new PerPod(metrics);
    }
}
