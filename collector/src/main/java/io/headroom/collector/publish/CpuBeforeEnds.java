package io.headroom.collector.publish;

import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.Surroundings;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where usage and status meet: a container that has ended is told with what was read of its CPU
 * shortly before, so that nobody has to wait until its windows are known. Everything else passes.
 */
public final class CpuBeforeEnds extends PassingSink {
    private static final int SPANS = 3;

    /** What was read earlier does not say why something ended. */
    private static final Duration BEFORE = Duration.ofMinutes(15);

    /** Times of a status are whole seconds. */
    private static final Duration WHOLE_SECOND = Duration.ofSeconds(1);

    private final ReadPods<Read> pods = new ReadPods<>();

    public CpuBeforeEnds(Sink next) {
        super(next);
    }

    /**
     * What was read of a container.
     *
     * @param reading the latest
     * @param spans the latest, oldest first
     */
    private record Read(ContainerReading reading, List<CpuSpan> spans) {}

    @Override
    public void usage(UsageReading reading) {
        remember(reading);
        super.usage(reading);
    }

    @Override
    public void lifecycle(LifecycleFact fact) {
        super.lifecycle(fact instanceof PodFact pod ? withCpu(pod) : fact);
    }

    private synchronized void remember(UsageReading reading) {
        Map<String, Read> before = pods.of(reading.podUid());
        Map<String, Read> containers = new HashMap<>();
        for (ContainerReading container : reading.containers()) {
            containers.put(container.name(), next(before.get(container.name()), container));
        }
        pods.put(reading.podUid(), reading.receivedAt(), containers);
    }

    private static Read next(@Nullable Read known, ContainerReading now) {
        CpuSpan span = span(known == null ? null : known.reading(), now);
        List<CpuSpan> spans = known == null ? List.of() : known.spans();
        if (span == null) {
            return new Read(now, spans);
        }
        return new Read(
                now,
                Stream.concat(
                                spans.stream().skip(Math.max(0, spans.size() - SPANS + 1L)),
                                Stream.of(span))
                        .toList());
    }

    /** What a reading adds to the one before; null when that cannot be said. */
    private static @Nullable CpuSpan span(@Nullable ContainerReading before, ContainerReading now) {
        return switch (now.cpu()) {
            case CpuReading.Counter counter when counter.at() != null ->
                    span(before, now, counter, counter.at());
            case CpuReading.Rate rate when rate.at() != null && rate.window().isPositive() ->
                    new CpuSpan(
                            now.name(),
                            rate.at().minus(rate.window()),
                            rate.at(),
                            Math.round(rate.cores() * rate.window().toNanos()),
                            null,
                            null);
            case null, default -> null;
        };
    }

    private static @Nullable CpuSpan span(
            @Nullable ContainerReading before,
            ContainerReading now,
            CpuReading.Counter counter,
            Instant at) {
        Long waiting = waiting(now);
        if (before != null
                && before.cpu() instanceof CpuReading.Counter last
                && Objects.equals(before.startedAt(), now.startedAt())
                && last.at() != null
                && last.at().isBefore(at)
                && last.coreNanos() <= counter.coreNanos()) {
            return new CpuSpan(
                    now.name(),
                    last.at(),
                    at,
                    counter.coreNanos() - last.coreNanos(),
                    rise(last.throttledNanos(), counter.throttledNanos()),
                    rise(waiting(before), waiting));
        }
        Instant started = now.startedAt();
        return started == null || !started.isBefore(at) || started.isBefore(at.minus(BEFORE))
                ? null
                : new CpuSpan(
                        now.name(),
                        started,
                        at,
                        counter.coreNanos(),
                        counter.throttledNanos(),
                        waiting);
    }

    private static @Nullable Long waiting(ContainerReading reading) {
        return reading.pressure() == null ? null : reading.pressure().cpuSomeNanos();
    }

    private static @Nullable Long rise(@Nullable Long before, @Nullable Long now) {
        return before == null || now == null || now < before ? null : (Long) (now - before);
    }

    private PodFact withCpu(PodFact fact) {
        Surroundings around = fact.around();
        List<CpuSpan> read = read(fact);
        return around == null || read.isEmpty()
                ? fact
                : fact.with(fact.settings(), around.with(read));
    }

    private synchronized List<CpuSpan> read(PodFact fact) {
        Map<String, Read> containers = pods.of(fact.podUid());
        List<CpuSpan> read = new ArrayList<>();
        for (ContainerFact container : fact.containers()) {
            Read known = containers.get(container.name());
            if (known != null
                    && container.lastState() instanceof ContainerState.Terminated end
                    && end.finishedAt() != null) {
                known.spans().reversed().stream()
                        .filter(span -> isOf(end, end.finishedAt(), span))
                        .findFirst()
                        .ifPresent(read::add);
            }
        }
        return read;
    }

    private static boolean isOf(ContainerState.Terminated end, Instant finishedAt, CpuSpan span) {
        return !span.to().isAfter(finishedAt.plus(WHOLE_SECOND))
                && span.to().isAfter(finishedAt.minus(BEFORE))
                && (end.startedAt() == null || span.to().isAfter(end.startedAt()));
    }
}
