package io.headroom.deploy.incidents;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One thing that may happen, played as the API would show it, and what is to be said of it. What a
 * case plays is in its own pods, owners and nodes, which begin with its name.
 *
 * @param name also that of the workload that it is about
 * @param script what is done when; after each phase of all cases everything has been seen
 * @param answer what is said of the workload, see {@link PlayedCluster#told}; empty for nothing
 * @param lateAnswer what is said when half an hour has passed
 */
record Case(
        String name,
        Map<Phase, Consumer<Stage>> script,
        List<String> answer,
        List<String> lateAnswer) {

    /** In the order in which they come, for all cases at once. */
    enum Phase {
        /** Nodes and owners. */
        GIVEN,
        /** Pods that run. */
        RUN,
        /** What changes around them. */
        AROUND,
        /** How they end. */
        END,
        /** What becomes of that. */
        AFTER,
        /** Half an hour later. */
        LATE
    }

    static Case of(String name) {
        return new Case(name, Map.of(), List.of(), List.of());
    }

    Case given(Consumer<Stage> act) {
        return in(Phase.GIVEN, act);
    }

    Case runs(Consumer<Stage> act) {
        return in(Phase.RUN, act);
    }

    Case around(Consumer<Stage> act) {
        return in(Phase.AROUND, act);
    }

    Case end(Consumer<Stage> act) {
        return in(Phase.END, act);
    }

    Case after(Consumer<Stage> act) {
        return in(Phase.AFTER, act);
    }

    Case late(Consumer<Stage> act) {
        return in(Phase.LATE, act);
    }

    Case says(String... said) {
        return new Case(name, script, sorted(said), sorted(said));
    }

    Case saysLate(String... said) {
        return new Case(name, script, answer, sorted(said));
    }

    Case named(String other) {
        return new Case(other, script, answer, lateAnswer);
    }

    private Case in(Phase phase, Consumer<Stage> act) {
        Map<Phase, Consumer<Stage>> more = new EnumMap<>(Phase.class);
        more.putAll(script);
        more.merge(phase, act, Consumer::andThen);
        return new Case(name, more, answer, lateAnswer);
    }

    private static List<String> sorted(String... said) {
        List<String> sorted = new ArrayList<>(List.of(said));
        sorted.sort(null);
        return List.copyOf(sorted);
    }
}
