package io.headroom.analyzer.usage;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The points of one container of one pod that are not yet folded, and what the next fold needs of
 * those that are. Not thread-safe.
 */
final class ContainerSeries {
    private static final long NONE = Long.MIN_VALUE;

    /* Kinds of points as they are stored. */
    private static final int COUNTER = 0;
    private static final int RATE = 1;
    private static final int RATE_WITH_MAXIMUM = 2;
    private static final int COUNTER_HELD_BACK = 3;

    /** What a new point is to the ones that are known. */
    enum Arrival {
        NEW,
        DUPLICATE,
        LATE
    }

    private final String name;
    private ContainerType type;
    private Resources requests;
    private Resources limits;
    private long specMillis;
    private long intervalMillis = 1;
    private @Nullable CpuPoint foldedCpu;
    private long foldedMemoryMillis = NONE;
    private final PodContainerState vpa;
    private DayPeaks peaks = new DayPeaks();
    private final List<CpuPoint> cpu = new ArrayList<>();
    private final List<MemoryPoint> memory = new ArrayList<>();

    ContainerSeries(String name, ContainerType type) {
        this(name, type, Resources.NONE, Resources.NONE, NONE, new PodContainerState());
    }

    private ContainerSeries(
            String name,
            ContainerType type,
            Resources requests,
            Resources limits,
            long specMillis,
            PodContainerState vpa) {
        this.name = name;
        this.type = type;
        this.requests = requests;
        this.limits = limits;
        this.specMillis = specMillis;
        this.vpa = vpa;
    }

    String name() {
        return name;
    }

    ContainerType type() {
        return type;
    }

    Resources requests() {
        return requests;
    }

    Resources limits() {
        return limits;
    }

    /** The time of the reading that requests and limits are of. */
    long specMillis() {
        return specMillis;
    }

    PodContainerState vpa() {
        return vpa;
    }

    /** The highest windows of its latest two days. */
    DayPeaks peaks() {
        return peaks;
    }

    /** The time between two readings that the latest one was aimed at. */
    long intervalMillis() {
        return intervalMillis;
    }

    void spec(
            long atMillis,
            long intervalMillis,
            ContainerType type,
            Resources requests,
            Resources limits) {
        if (atMillis >= specMillis) {
            specMillis = atMillis;
            this.intervalMillis = intervalMillis;
            this.type = type;
            this.requests = requests;
            this.limits = limits;
        }
    }

    Arrival add(CpuPoint point) {
        if (foldedCpu != null && point.atMillis() <= foldedCpu.atMillis()) {
            return point.atMillis() == foldedCpu.atMillis() ? Arrival.DUPLICATE : Arrival.LATE;
        }
        int index = cpu.size();
        while (index > 0 && cpu.get(index - 1).atMillis() > point.atMillis()) {
            index--;
        }
        if (index > 0 && cpu.get(index - 1).atMillis() == point.atMillis()) {
            return Arrival.DUPLICATE;
        }
        cpu.add(index, point);
        return Arrival.NEW;
    }

    Arrival add(MemoryPoint point) {
        if (point.atMillis() <= foldedMemoryMillis) {
            return point.atMillis() == foldedMemoryMillis ? Arrival.DUPLICATE : Arrival.LATE;
        }
        int index = memory.size();
        while (index > 0 && memory.get(index - 1).atMillis() > point.atMillis()) {
            index--;
        }
        if (index > 0 && memory.get(index - 1).atMillis() == point.atMillis()) {
            return Arrival.DUPLICATE;
        }
        memory.add(index, point);
        return Arrival.NEW;
    }

    /** The points of CPU that are not folded, by the source's time. */
    List<CpuPoint> cpu() {
        return cpu;
    }

    /** The points of memory that are not folded, by the source's time. */
    List<MemoryPoint> memory() {
        return memory;
    }

    boolean isFolded() {
        return cpu.isEmpty() && memory.isEmpty();
    }

    /** Takes a point out of the open ones, and says what rate it makes. */
    RateResult fold(CpuPoint point) {
        cpu.remove(point);
        RateResult result = UsageRates.rate(foldedCpu, point);
        if (result.advances()) {
            foldedCpu = point;
        }
        return result;
    }

    void fold(MemoryPoint point) {
        memory.remove(point);
        foldedMemoryMillis = Math.max(foldedMemoryMillis, point.atMillis());
    }

    /** Whether a kill is neither folded nor among the points that are open. */
    boolean isNew(MemoryPoint.Kill kill) {
        return kill.atMillis() > vpa.lastKillMillis()
                && memory.stream().noneMatch(point -> kill.equals(point.kill()));
    }

    void write(StateWriter to) {
        to.text(name).type(type).resources(requests).resources(limits).number(specMillis);
        vpa.write(to);
        to.number(intervalMillis).number(foldedMemoryMillis);
        to.number(foldedCpu == null ? 0 : 1);
        long base = specMillis;
        if (foldedCpu != null) {
            write(to, foldedCpu, base);
        }
        to.number(cpu.size());
        for (CpuPoint point : cpu) {
            write(to, point, base);
        }
        to.number(memory.size());
        for (MemoryPoint point : memory) {
            to.number(point.atMillis() - base)
                    .number(point.eventMillis() - point.atMillis())
                    .number(point.bytes())
                    .number(point.residentBytes());
            MemoryPoint.Kill kill = point.kill();
            to.number(kill == null ? 0 : 1);
            if (kill != null) {
                to.number(kill.atMillis() - base).number(kill.requestBytes());
            }
        }
        peaks.write(to);
    }

    static ContainerSeries read(StateReader from) {
        ContainerSeries series =
                new ContainerSeries(
                        from.text(),
                        from.type(),
                        from.resources(),
                        from.resources(),
                        from.number(),
                        PodContainerState.read(from, from.layout() > 1));
        long base = series.specMillis;
        series.intervalMillis = from.number();
        series.foldedMemoryMillis = from.number();
        if (from.number() == 1) {
            series.foldedCpu = readCpu(from, base);
        }
        int cpuPoints = from.count();
        for (int i = 0; i < cpuPoints; i++) {
            series.cpu.add(readCpu(from, base));
        }
        int memoryPoints = from.count();
        for (int i = 0; i < memoryPoints; i++) {
            long at = base + from.number();
            long event = at + from.number();
            long bytes = from.number();
            if (from.layout() == 1) {
                series.memory.add(new MemoryPoint(at, event, bytes));
                continue;
            }
            long resident = from.number();
            MemoryPoint.Kill kill =
                    from.number() == 1
                            ? new MemoryPoint.Kill(base + from.number(), from.number())
                            : null;
            series.memory.add(new MemoryPoint(at, event, bytes, resident, kill));
        }
        if (from.layout() > 1) {
            series.peaks = DayPeaks.read(from);
        }
        return series;
    }

    private static void write(StateWriter to, CpuPoint point, long base) {
        to.number(kind(point))
                .number(point.atMillis() - base)
                .number(point.eventMillis() - point.atMillis())
                .number(point.intervalMillis())
                .number(point.capacityMillicores());
        switch (point) {
            case CpuPoint.Counter counter -> {
                to.number(
                                counter.startKnown()
                                        ? counter.startedMillis() - base
                                        : CpuPoint.Counter.UNKNOWN)
                        .number(counter.coreNanos());
                if (kind(point) == COUNTER_HELD_BACK) {
                    to.number(counter.throttledNanos()).number(counter.waitingNanos());
                }
            }
            case CpuPoint.Rate rate -> {
                to.number(rate.windowMillis()).fraction(rate.cores());
                if (rate.maxKnown()) {
                    to.fraction(rate.maxCores());
                }
            }
        }
    }

    private static int kind(CpuPoint point) {
        return switch (point) {
            case CpuPoint.Counter counter ->
                    counter.throttledNanos() == CpuPoint.Counter.UNKNOWN
                                    && counter.waitingNanos() == CpuPoint.Counter.UNKNOWN
                            ? COUNTER
                            : COUNTER_HELD_BACK;
            case CpuPoint.Rate rate -> rate.maxKnown() ? RATE_WITH_MAXIMUM : RATE;
        };
    }

    private static CpuPoint readCpu(StateReader from, long base) {
        long kind = from.number();
        long at = base + from.number();
        long event = at + from.number();
        long interval = from.number();
        long capacity = from.number();
        if (kind == RATE || kind == RATE_WITH_MAXIMUM) {
            long window = from.number();
            double cores = from.fraction();
            double maxCores = kind == RATE_WITH_MAXIMUM ? from.fraction() : cores;
            return new CpuPoint.Rate(at, event, interval, capacity, window, cores, maxCores);
        }
        long started = from.number();
        return new CpuPoint.Counter(
                at,
                event,
                interval,
                capacity,
                started == CpuPoint.Counter.UNKNOWN ? started : base + started,
                from.number(),
                kind == COUNTER ? CpuPoint.Counter.UNKNOWN : from.number(),
                kind == COUNTER ? CpuPoint.Counter.UNKNOWN : from.number());
    }
}
