package io.headroom.collector.history;

import io.headroom.collector.history.ChunkReader.Survey;
import io.headroom.collector.history.PrometheusException.Next;
import io.headroom.model.profile.Windows;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the history chunk by chunk, the oldest first, and gives its readings in the order of time.
 * Whatever Prometheus does, it ends within its time, with what it got. Not thread-safe.
 */
final class HistoryImport {
    /** So many chunks in a row without an answer: there is no sense in going on. */
    private static final int MAX_GAPS = 3;

    private final ChunkReader reader;
    private final KnownWorkloads known;
    private final Listener listener;
    private final Stopwatch stopwatch;
    private final List<Imported.Gap> gaps = new ArrayList<>();
    private int gapsInARow;
    private long windowsRead;
    private int containers;
    private long readings;
    private long unowned;
    private final UnusableValues unusable = new UnusableValues();

    /** The time since the import began. */
    @FunctionalInterface
    interface Stopwatch {
        Duration elapsed();
    }

    /** Told of what goes on. */
    interface Listener {
        /** A chunk was read; {@code fraction} of all has been. */
        void chunk(ChunkReadings.Tally tally, double fraction);
    }

    HistoryImport(
            ChunkReader reader, KnownWorkloads known, Listener listener, Stopwatch stopwatch) {
        this.reader = reader;
        this.known = known;
        this.listener = listener;
        this.stopwatch = stopwatch;
    }

    /**
     * Reads what there is in {@code [from, now)}.
     *
     * @param patience how long it may take
     */
    Imported run(Instant from, Instant now, Duration patience, Consumer<UsageReading> sink)
            throws InterruptedException {
        Optional<Survey> survey;
        try {
            survey = reader.survey(now);
        } catch (PrometheusException e) {
            return ended(from, from, sentence(e));
        }
        if (survey.isEmpty()) {
            return ended(
                    from,
                    from,
                    "it has no container_cpu_usage_seconds_total or"
                            + " container_memory_working_set_bytes of containers now; see whether it"
                            + " scrapes the kubelets' /metrics/cadvisor, and prometheus.matchers");
        }
        if (!survey.get().podsTold() && !known.hasPods()) {
            return ended(
                    from,
                    from,
                    "it has neither kube_pod_info nor kube_pod_owner, so that nobody tells whose"
                            + " containers those are; see whether it scrapes kube-state-metrics, and"
                            + " prometheus.matchers");
        }
        return run(
                ChunkPlan.of(from, now, survey.get().containers()), survey.get(), patience, sink);
    }

    private Imported run(
            ChunkPlan whole, Survey survey, Duration patience, Consumer<UsageReading> sink)
            throws InterruptedException {
        ChunkPlan plan = whole;
        Instant from = Windows.start(whole.nextWindow());
        while (!plan.done()) {
            plan = inTime(plan, patience);
            if (plan.done()) {
                break;
            }
            Chunk chunk = plan.next();
            try {
                Answers answers = reader.read(chunk, survey.resolution());
                var tally = ChunkReadings.make(chunk, answers, known, whole.end(), sink);
                containers = Math.max(containers, tally.containers());
                readings += tally.readings();
                unowned += tally.unowned();
                tally.unusable().forEach(unusable::add);
                windowsRead += chunk.windows();
                gapsInARow = 0;
                plan = plan.after(chunk);
                listener.chunk(tally, whole.fraction(plan));
            } catch (PrometheusException e) {
                Optional<ChunkPlan> smaller =
                        e.why().next() == Next.ASK_LESS ? plan.halved() : Optional.empty();
                if (smaller.isPresent()) {
                    plan = smaller.get();
                    continue;
                }
                gaps.add(
                        new Imported.Gap(
                                chunk.start(), chunk.end(), String.valueOf(e.getMessage())));
                if (e.why().next() == Next.GIVE_UP || ++gapsInARow >= MAX_GAPS) {
                    return ended(from, chunk.start(), sentence(e));
                }
                plan = plan.after(chunk);
            }
        }
        return ended(from, whole.end(), null);
    }

    /** Gives up the oldest of what is left when there is not enough time for all of it. */
    private ChunkPlan inTime(ChunkPlan plan, Duration patience) {
        Duration elapsed = stopwatch.elapsed();
        Duration left = patience.minus(elapsed);
        Duration perWindow =
                windowsRead == 0 ? Duration.ofNanos(1) : elapsed.dividedBy(windowsRead);
        ChunkPlan fitting = plan.fitting(perWindow, left);
        if (fitting.nextWindow() > plan.nextWindow()) {
            gaps.add(
                    new Imported.Gap(
                            Windows.start(plan.nextWindow()),
                            Windows.start(fitting.nextWindow()),
                            "there was no time for it (prometheus.patience)"));
        }
        return fitting;
    }

    private Imported ended(Instant from, Instant to, @Nullable String failure) {
        return new Imported(
                from,
                to,
                containers,
                readings,
                new Imported.Left(unowned, unusable.all()),
                gaps,
                List.copyOf(reader.warnings()),
                Optional.ofNullable(failure));
    }

    private static String sentence(PrometheusException e) {
        return e.getMessage() + "; " + e.why().wayOut();
    }
}
