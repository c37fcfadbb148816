package io.headroom.collector.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers as a Prometheus would give them, for one chunk. */
final class Told {
    private final List<Matrix.Series> cpuMean = new ArrayList<>();
    private final List<Matrix.Series> cpuMax = new ArrayList<>();
    private final List<Matrix.Series> memory = new ArrayList<>();
    private final List<Matrix.Series> ready = new ArrayList<>();
    private final List<Matrix.Series> info = new ArrayList<>();
    private final List<Matrix.Series> owners = new ArrayList<>();
    private final List<Matrix.Series> created = new ArrayList<>();
    private final List<Matrix.Series> replicaSets = new ArrayList<>();
    private final List<Matrix.Series> jobs = new ArrayList<>();
    private final List<Matrix.Series> apps = new ArrayList<>();
    private final List<Matrix.Series> inits = new ArrayList<>();
    private final List<Matrix.Series> requests = new ArrayList<>();
    private final List<Matrix.Series> limits = new ArrayList<>();
    private final Chunk chunk;

    Told(Chunk chunk) {
        this.chunk = chunk;
    }

    /** The same usage in every window of the chunk. */
    Told used(String pod, String container, double mean, double max, double bytes) {
        int[] all = new int[chunk.windows()];
        Arrays.setAll(all, place -> place);
        return used(pod, container, mean, max, bytes, all);
    }

    /** The same usage in some windows of the chunk. */
    Told used(String pod, String container, double mean, double max, double bytes, int... places) {
        Map<String, String> labels = container(pod, container);
        cpuMean.add(atWindows(labels, mean, places));
        cpuMax.add(atWindows(labels, max, places));
        memory.add(atWindows(labels, bytes, places));
        return this;
    }

    Told memoryOnly(String pod, String container, double bytes, int... places) {
        memory.add(atWindows(container(pod, container), bytes, places));
        return this;
    }

    Told ready(String pod, double value, int... places) {
        ready.add(atWindows(pod(pod), value, places));
        return this;
    }

    Told info(String pod, String uid, String kind, String name) {
        Map<String, String> labels = pod(pod);
        labels.putAll(
                Map.of(
                        "uid", uid,
                        "node", "node-1",
                        "created_by_kind", kind,
                        "created_by_name", name));
        info.add(atHours(labels, 1));
        return this;
    }

    Told owner(String pod, String uid, String kind, String name) {
        Map<String, String> labels = pod(pod);
        labels.putAll(Map.of("uid", uid, "owner_kind", kind, "owner_name", name));
        owners.add(atHours(labels, 1));
        return this;
    }

    Told created(String pod, String uid, long epochSecond) {
        Map<String, String> labels = pod(pod);
        labels.put("uid", uid);
        created.add(atHours(labels, (double) epochSecond));
        return this;
    }

    Told replicaSet(String name, String kind, String owner) {
        replicaSets.add(atHours(owned("replicaset", name, kind, owner), 1));
        return this;
    }

    Told job(String name, String kind, String owner) {
        jobs.add(atHours(owned("job_name", name, kind, owner), 1));
        return this;
    }

    Told app(String pod, String container) {
        apps.add(atHours(container(pod, container), 1));
        return this;
    }

    Told init(String pod, String container, String restartPolicy) {
        Map<String, String> labels = container(pod, container);
        labels.put("restart_policy", restartPolicy);
        inits.add(atHours(labels, 1));
        return this;
    }

    /** One value for each hour of the chunk. */
    Told requests(String pod, String container, String resource, double... values) {
        Map<String, String> labels = container(pod, container);
        labels.put("resource", resource);
        requests.add(atHours(labels, values));
        return this;
    }

    Told limits(String pod, String container, String resource, double... values) {
        Map<String, String> labels = container(pod, container);
        labels.put("resource", resource);
        limits.add(atHours(labels, values));
        return this;
    }

    Told add(List<Matrix.Series> usage) {
        cpuMean.addAll(usage);
        return this;
    }

    Answers answers() {
        return new Answers(
                new Answers.Usage(matrix(cpuMean), matrix(cpuMax), matrix(memory), matrix(ready)),
                new Answers.Pods(
                        matrix(info),
                        matrix(owners),
                        matrix(created),
                        matrix(replicaSets),
                        matrix(jobs)),
                new Answers.Containers(
                        matrix(apps), matrix(inits), matrix(requests), matrix(limits)));
    }

    Matrix.Series atWindows(Map<String, String> labels, double value, int... places) {
        long[] times = new long[places.length];
        double[] values = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            times[i] = chunk.start().plusSeconds(300L * (places[i] + 1)).toEpochMilli();
            values[i] = value;
        }
        return new Matrix.Series(labels, times, values);
    }

    /** With fewer values than hours the last one goes on. */
    private Matrix.Series atHours(Map<String, String> labels, double... given) {
        int hours = (chunk.windows() + 11) / 12;
        long[] times = new long[hours];
        double[] values = new double[hours];
        for (int i = 0; i < hours; i++) {
            times[i] = chunk.end().minusSeconds(3_600L * (hours - 1 - i)).toEpochMilli();
            values[i] = given[Math.min(i, given.length - 1)];
        }
        return new Matrix.Series(labels, times, values);
    }

    private static Map<String, String> owned(String label, String name, String kind, String owner) {
        return Map.of("namespace", "shop", label, name, "owner_kind", kind, "owner_name", owner);
    }

    private static Map<String, String> pod(String pod) {
        return new HashMap<>(Map.of("namespace", "shop", "pod", pod));
    }

    private static Map<String, String> container(String pod, String container) {
        Map<String, String> labels = pod(pod);
        labels.put("container", container);
        return labels;
    }

    private static Matrix matrix(List<Matrix.Series> series) {
        return new Matrix(series, List.of());
    }
}
