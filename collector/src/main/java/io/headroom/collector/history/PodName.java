package io.headroom.collector.history;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A pod by name, which several may have had one after another. */
record PodName(String namespace, String name) implements Comparable<PodName> {
    private static final Comparator<PodName> ORDER =
            Comparator.comparing(PodName::namespace).thenComparing(PodName::name);

    /** Null where the labels tell no pod. */
    static @Nullable PodName of(Matrix.Series series) {
        String namespace = series.own("namespace");
        String name = series.own("pod");
        // a slash would make it another key
        return namespace.isEmpty() || name.isEmpty() || (namespace + name).indexOf('/') >= 0
                ? null
                : new PodName(namespace, name);
    }

    @Override
    public int compareTo(PodName other) {
        return ORDER.compare(this, other);
    }

    /** A container of it. */
    record Container(PodName pod, String name) implements Comparable<Container> {
        private static final Comparator<Container> ORDER =
                Comparator.comparing(Container::pod).thenComparing(Container::name);

        /** Null where the labels tell no container. */
        static @Nullable Container of(Matrix.Series series) {
            PodName pod = PodName.of(series);
            String name = series.own("container");
            return pod == null || name.isEmpty() ? null : new Container(pod, name);
        }

        /** {@code namespace/pod/container}, for people. */
        String key() {
            return pod.namespace() + '/' + pod.name() + '/' + name;
        }

        @Override
        public int compareTo(Container other) {
            return ORDER.compare(this, other);
        }
    }
}
