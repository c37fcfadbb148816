package io.headroom.deploy.launch;

import io.headroom.model.Resources;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.assessment.Spread;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a container beside its windows, from the differences of its counters one after
 * the other.
 *
 * @param samples of all replicas by time
 * @param memories likewise
 * @param first the first window that the rings have
 * @param asOf when it is known
 */
record PlainParticulars(List<Sample> samples, List<Held> memories, long first, Instant asOf) {
    private static final int HOURS = 24;
    private static final int WINDOWS_AN_HOUR = Windows.PER_DAY / HOURS;
    private static final int MINUTES = 10;
    private static final int MOST_STARTING = 48;

    /**
     * What a replica used since the reading before.
     *
     * @param gap whether that hides peaks
     * @param heldBack in cores; {@code NaN} where nobody tells
     */
    record Sample(
            Instant at,
            String pod,
            String node,
            Instant startedAt,
            double cores,
            Duration over,
            boolean gap,
            double heldBack) {

        long window() {
            return Windows.indexOf(at);
        }

        Duration age() {
            Duration age = Duration.between(startedAt, at.minus(over));
            return age.isNegative() ? Duration.ZERO : age;
        }

        boolean starting() {
            return age().compareTo(Duration.ofMinutes(MINUTES)) < 0;
        }
    }

    /** What a replica held at a moment. */
    record Held(Instant at, String pod, String node, long bytes, long residentBytes) {}

    Particulars find() {
        Map<Long, Double> resident = new TreeMap<>();
        for (Held held : memories) {
            resident.merge(hour(held.at()), (double) held.residentBytes(), Math::max);
        }
        Map<Long, Double> heldBack = new TreeMap<>();
        windowsOfPods(Sample::heldBack)
                .forEach((key, mean) ->
                        heldBack.merge(
                                Math.floorDiv(key.window(), WINDOWS_AN_HOUR), mean, Math::max));
        Starts starts = starts();
        return new Particulars(
                hours(resident, ByteScale.MEMORY_BYTES),
                hours(heldBack, ByteScale.CPU_CORES),
                starts.steady(),
                starts.byAge(),
                starts.count(),
                spread());
    }

    private record PodWindow(String pod, long window) {}

    private interface Figure {
        double of(Sample sample);
    }

    /** The mean over the samples of one pod in one window. */
    private Map<PodWindow, Double> windowsOfPods(Figure figure) {
        Map<PodWindow, List<Double>> all = new HashMap<>();
        for (Sample sample : samples) {
            double value = figure.of(sample);
            if (!Double.isNaN(value)) {
                all.computeIfAbsent(
                                new PodWindow(sample.pod(), sample.window()),
                                _ -> new ArrayList<>())
                        .add(value);
            }
        }
        Map<PodWindow, Double> means = new HashMap<>();
        all.forEach((key, values) -> {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            means.put(key, sum / values.size());
        });
        return means;
    }

    private @Nullable Ring hours(Map<Long, Double> highest, ByteScale scale) {
        long from = Math.floorDiv(first, WINDOWS_AN_HOUR);
        long until = Math.floorDiv(Windows.indexOf(asOf), WINDOWS_AN_HOUR);
        byte[] steps = new byte[(int) (until - from + 1)];
        boolean any = false;
        for (int i = 0; i < steps.length; i++) {
            Double amount = highest.get(from + i);
            steps[i] = amount == null ? ByteScale.MISSING : scale.encode(amount);
            any |= amount != null;
        }
        return any ? new Ring(from, steps) : null;
    }

    private record Starts(int count, @Nullable Ring byAge, @Nullable Ring steady) {}

    private Starts starts() {
        long firstDay = Math.floorDiv(first, Windows.PER_DAY);
        int count = 0;
        double[] byAge = new double[MINUTES];
        Arrays.fill(byAge, -1);
        Map<Long, Double> hottest = new TreeMap<>();
        Map<Long, Double> steady = new TreeMap<>();
        Map<Long, Boolean> started = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.gap() || Math.floorDiv(sample.window(), Windows.PER_DAY) < firstDay) {
                continue;
            }
            hottest.merge(sample.window(), sample.cores(), Math::max);
            if (!sample.starting()) {
                steady.merge(sample.window(), sample.cores(), Math::max);
                continue;
            }
            started.put(sample.window(), true);
            count += sample.age().isZero() ? 1 : 0;
            long last = Math.max(sample.age().plus(sample.over()).toMillis() - 1, 0) / 60_000;
            for (long minute = sample.age().toMinutes();
                    minute <= last && minute < MINUTES;
                    minute++) {
                byAge[(int) minute] = Math.max(byAge[(int) minute], sample.cores());
            }
        }
        Map<Long, Integer> patched = new HashMap<>();
        Map<Long, Byte> patches = new TreeMap<>();
        for (long window : started.keySet()) {
            byte most = ByteScale.CPU_CORES.encode(hottest.getOrDefault(window, 0.0));
            Double rest = steady.get(window);
            byte step = rest == null ? ByteScale.MISSING : ByteScale.CPU_CORES.encode(rest);
            long day = Math.floorDiv(window, Windows.PER_DAY);
            if (step != most && patched.getOrDefault(day, 0) < MOST_STARTING) {
                patched.merge(day, 1, Integer::sum);
                patches.put(window, step);
            }
        }
        return new Starts(
                count,
                started.isEmpty() ? null : minutes(byAge),
                patches.isEmpty() ? null : steadyRing(hottest, patches));
    }

    private static Ring minutes(double[] byAge) {
        byte[] steps = new byte[byAge.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = byAge[i] < 0 ? ByteScale.MISSING : ByteScale.CPU_CORES.encode(byAge[i]);
        }
        return new Ring(0, steps);
    }

    private Ring steadyRing(Map<Long, Double> hottest, Map<Long, Byte> patches) {
        byte[] steps = new byte[(int) (Windows.indexOf(asOf) - first + 1)];
        for (int i = 0; i < steps.length; i++) {
            Double most = hottest.get(first + i);
            Byte patch = patches.get(first + i);
            steps[i] =
                    patch != null
                            ? patch
                            : most == null ? ByteScale.MISSING : ByteScale.CPU_CORES.encode(most);
        }
        return new Ring(first, steps);
    }

    private record Replica(String node, byte cpu, byte memory) {}

    private @Nullable Spread spread() {
        Map<PodWindow, Double> cores = windowsOfPods(Sample::cores);
        Map<String, Instant> seen = new TreeMap<>();
        Map<String, String> nodes = new HashMap<>();
        for (Held held : memories) {
            seen.merge(held.pod(), held.at(), (a, b) -> a.isAfter(b) ? a : b);
            nodes.put(held.pod(), held.node());
        }
        List<Replica> replicas = new ArrayList<>();
        seen.forEach((pod, at) -> {
            if (at.isBefore(asOf.minus(Duration.ofHours(1)))) {
                return;
            }
            // a day begins with its first window, of CPU or of memory
            long last = Math.floorDiv(Windows.indexOf(at), Windows.PER_DAY);
            double cpu = -1;
            for (var each : cores.entrySet()) {
                if (each.getKey().pod().equals(pod) && day(each.getKey().window()) >= last - 1) {
                    cpu = Math.max(cpu, each.getValue());
                }
            }
            long bytes = -1;
            for (Held held : memories) {
                if (held.pod().equals(pod) && day(Windows.indexOf(held.at())) >= last - 1) {
                    bytes = Math.max(bytes, held.bytes());
                }
            }
            if (cpu >= 0 && bytes >= 0) {
                replicas.add(
                        new Replica(
                                nodes.getOrDefault(pod, ""),
                                ByteScale.CPU_CORES.encode(cpu),
                                ByteScale.MEMORY_BYTES.encode((double) bytes)));
            }
        });
        if (replicas.size() < 2) {
            return null;
        }
        List<Replica> byCpu = sorted(replicas, Comparator.comparingInt(r -> r.cpu() & 0xff));
        List<Replica> byMemory = sorted(replicas, Comparator.comparingInt(r -> r.memory() & 0xff));
        int middle = (replicas.size() - 1) / 2;
        return new Spread(
                replicas.size(),
                amounts(byCpu.getFirst(), byMemory.getFirst()),
                amounts(byCpu.get(middle), byMemory.get(middle)),
                amounts(byCpu.getLast(), byMemory.getLast()),
                byCpu.getLast().node(),
                byMemory.getLast().node());
    }

    private static List<Replica> sorted(List<Replica> replicas, Comparator<Replica> order) {
        return replicas.stream().sorted(order.thenComparing(Replica::node)).toList();
    }

    private static Resources amounts(Replica cpu, Replica memory) {
        return new Resources(
                Cpu.ofCores(ByteScale.CPU_CORES.decode(cpu.cpu())),
                Memory.ofBytes(ByteScale.MEMORY_BYTES.decode(memory.memory())));
    }

    private static long day(long window) {
        return Math.floorDiv(window, Windows.PER_DAY);
    }

    private static long hour(Instant at) {
        return Math.floorDiv(Windows.indexOf(at), WINDOWS_AN_HOUR);
    }
}
