package io.headroom.collector.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which pod had a name when, and who controlled it, as kube-state-metrics told. Of a StatefulSet
 * many pods have one name after another: they are told apart by when they were created.
 */
final class PodFacts {
    private final Map<PodName, Map<String, Draft>> pods = new HashMap<>();

    private PodFacts() {}

    /**
     * A pod as it was.
     *
     * @param uid empty where the metrics do not tell it
     * @param owner what controlled it; null when that was not told
     * @param node empty when it was not told
     * @param createdMillis 0 when it was not told
     * @param firstSeenMillis the end of the first hour in which it was seen
     */
    record Instance(
            String uid,
            @Nullable Owner owner,
            String node,
            long createdMillis,
            long firstSeenMillis,
            long lastSeenMillis) {}

    /** What controls something; without a kind, nothing does. */
    record Owner(String kind, String name) {
        /** {@code <none>} is what older versions of kube-state-metrics say. */
        static Owner of(String kind, String name) {
            return kind.isEmpty() || kind.equals("<none>")
                    ? new Owner("", "")
                    : new Owner(kind, name);
        }

        boolean isNobody() {
            return kind.isEmpty();
        }
    }

    private static final class Draft {
        private @Nullable Owner owner;
        private String node = "";
        private long createdMillis;
        private long firstSeenMillis = Long.MAX_VALUE;
        private long lastSeenMillis = Long.MIN_VALUE;

        Instance instance(String uid) {
            return new Instance(uid, owner, node, createdMillis, firstSeenMillis, lastSeenMillis);
        }
    }

    static PodFacts of(Answers.Pods told) {
        PodFacts facts = new PodFacts();
        for (Matrix.Series series : told.info().series()) {
            Draft draft = facts.seen(series);
            if (draft != null) {
                draft.node = series.label("node");
                draft.owner =
                        Owner.of(series.label("created_by_kind"), series.label("created_by_name"));
            }
        }
        for (Matrix.Series series : told.owners().series()) {
            Draft draft = facts.seen(series);
            if (draft != null) {
                draft.owner = Owner.of(series.label("owner_kind"), series.label("owner_name"));
            }
        }
        for (Matrix.Series series : told.created().series()) {
            Draft draft = facts.seen(series);
            if (draft != null && series.length() > 0) {
                draft.createdMillis = Math.round(series.value(series.length() - 1) * 1_000);
            }
        }
        return facts;
    }

    private @Nullable Draft seen(Matrix.Series series) {
        PodName name = PodName.of(series);
        if (name == null || series.length() == 0) {
            return null;
        }
        Draft draft =
                pods.computeIfAbsent(name, _ -> new HashMap<>())
                        .computeIfAbsent(series.label("uid"), _ -> new Draft());
        draft.firstSeenMillis = Math.min(draft.firstSeenMillis, series.atMillis(0));
        draft.lastSeenMillis = Math.max(draft.lastSeenMillis, series.atMillis(series.length() - 1));
        return draft;
    }

    /**
     * The pod that had this name at a time: the youngest that was there already. Null when none was
     * told of.
     */
    @Nullable Instance at(PodName name, long millis) {
        List<Instance> candidates = new ArrayList<>();
        pods.getOrDefault(name, Map.of())
                .forEach((uid, draft) -> candidates.add(draft.instance(uid)));
        candidates.sort(
                Comparator.comparingLong(PodFacts::bornMillis).thenComparing(Instance::uid));
        Instance last = null;
        for (Instance candidate : candidates) {
            if (last == null || bornMillis(candidate) <= millis) {
                last = candidate;
            }
        }
        return last;
    }

    /** Without a time of creation it was there from the beginning of the hour on. */
    private static long bornMillis(Instance pod) {
        return pod.createdMillis() > 0
                ? pod.createdMillis()
                : pod.firstSeenMillis() - Queries.FACT_STEP.toMillis();
    }

    /** Stands for the UID of a pod of which only the name is known: always the same one. */
    static String surrogateUid(PodName name) {
        return UUID.nameUUIDFromBytes(
                        ("headroom history/" + name.namespace() + '/' + name.name())
                                .getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
