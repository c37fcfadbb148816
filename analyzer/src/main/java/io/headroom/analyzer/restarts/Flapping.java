package io.headroom.analyzer.restarts;

import io.headroom.model.assessment.Flaps;
import io.headroom.model.lifecycle.EventDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a workload goes back and forth.
 *
 * @param flaps each kind of each container once
 * @param rescale the latest of its autoscaler; null when none was heard of
 */
record Flapping(List<Flaps> flaps, @Nullable Rescale rescale) {
    static final Flapping NONE = new Flapping(List.of(), null);

    private static final Duration BACK_AND_FORTH = Duration.ofMinutes(30);
    private static final Pattern NEW_SIZE = Pattern.compile("New size: (\\d{1,9});");
    private static final Map<String, Flaps.Kind> PROBES =
            Map.of(
                    "Liveness probe ",
                    Flaps.Kind.LIVENESS_PROBE,
                    "Readiness probe ",
                    Flaps.Kind.READINESS_PROBE,
                    "Startup probe ",
                    Flaps.Kind.STARTUP_PROBE);

    /**
     * What an autoscaler has done.
     *
     * @param direction 1 up, -1 down, 0 not known
     */
    record Rescale(int size, int direction, Instant at) {}

    Flapping {
        flaps = List.copyOf(flaps);
    }

    /** With some more of one kind. */
    Flapping with(@Nullable String container, Flaps.Kind kind, long more, Instant at) {
        List<Flaps> all = new ArrayList<>();
        Flaps counted = new Flaps(container, kind, more, at);
        for (Flaps each : flaps) {
            if (each.kind() == kind && Objects.equals(each.container(), container)) {
                counted =
                        new Flaps(
                                container,
                                kind,
                                each.count() + more,
                                each.lastAt().isAfter(at) ? each.lastAt() : at);
            } else {
                all.add(each);
            }
        }
        all.add(counted);
        return new Flapping(all, rescale);
    }

    /** The probe that an event tells of, with the container that failed it. */
    static Optional<Flaps> failedProbe(EventDelta event) {
        String container = SeenEvent.container(event);
        if (container == null || !event.reason().equals("Unhealthy")) {
            return Optional.empty();
        }
        String text = SeenEvent.text(event);
        return PROBES.entrySet().stream()
                .filter(probe -> text.startsWith(probe.getKey()))
                .findFirst()
                .map(probe -> new Flaps(container, probe.getValue(), event.delta(), at(event)));
    }

    /** With what an autoscaler has done. */
    Flapping rescaled(EventDelta event) {
        Matcher size = NEW_SIZE.matcher(SeenEvent.text(event));
        if (!event.reason().equals("SuccessfulRescale") || !size.find()) {
            return this;
        }
        Instant at = at(event);
        int now = Integer.parseInt(size.group(1));
        if (rescale == null) {
            return new Flapping(flaps, new Rescale(now, 0, at));
        }
        if (!at.isAfter(rescale.at())) {
            // told twice, or late: which way it went from there is known already
            return this;
        }
        int direction = Integer.signum(now - rescale.size());
        boolean back =
                direction * rescale.direction() < 0
                        && Duration.between(rescale.at(), at).compareTo(BACK_AND_FORTH) <= 0;
        Flapping counted = back ? with(null, Flaps.Kind.AUTOSCALER, 1, at) : this;
        return new Flapping(
                counted.flaps(),
                new Rescale(now, direction == 0 ? rescale.direction() : direction, at));
    }

    private static Instant at(EventDelta event) {
        return event.lastAt() == null ? event.observedAt() : event.lastAt();
    }
}
