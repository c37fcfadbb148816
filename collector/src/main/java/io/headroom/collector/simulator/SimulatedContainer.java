package io.headroom.collector.simulator;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One container of a pod, from one instance to the next. Not thread-safe. */
final class SimulatedContainer {
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

    /** An instance that ran this long is not held back when it ends. */
    private static final Duration BACK_OFF_FORGOTTEN = Duration.ofMinutes(10);

    private static final int KILLED = 137;
    private static final double MEBI = 1 << 20;
    private static final double NANOS = 1e9;

    /** A cgroup is killed at its limit: what a reading still sees is below. */
    private static final double MOST_OF_LIMIT = 0.985;

    /** How much of one reading's deviation is left in the next. */
    private static final double PERSISTENCE = 0.7;

    /** The share of readings that something out of the ordinary falls into. */
    private static final double SPIKES = 0.01;

    private static final double SPIKE_HEIGHT = 6;

    private final ContainerPlan plan;
    private final RandomGenerator lives;
    private final RandomGenerator noise;

    private @Nullable String containerId;
    private Instant changesAt = Instant.MAX;
    private Instant startedAt = Instant.MAX;
    private Phase phase = Phase.CREATED;
    private Duration backOff = Duration.ZERO;
    private int restartCount;
    private ContainerState.@Nullable Terminated lastEnd;

    private Instant countedAt = Instant.MIN;
    private long coreNanos;
    private long throttledNanos;
    private double deviation;

    /**
     * @param lives where the lengths of its lives and its ids come from
     * @param noise where the deviations of its usage come from
     */
    SimulatedContainer(ContainerPlan plan, RandomGenerator lives, RandomGenerator noise) {
        this.plan = plan;
        this.lives = lives;
        this.noise = noise;
    }

    /** Starts the first instance; an init container is done when the others start. */
    void start(Instant at) {
        if (plan.spec().type() == ContainerType.INIT) {
            startedAt = at.minusSeconds(3);
            containerId = Names.containerId(lives);
            lastEnd = terminated(0, "Completed", at);
            phase = Phase.ENDED;
        } else {
            begin(at);
        }
    }

    /** Lives through the time up to {@code now} unseen. */
    void catchUp(Instant now) {
        while (!changesAt.isAfter(now)) {
            change();
        }
    }

    /** When it next starts or ends; {@link Instant#MAX} when it does neither by itself. */
    Instant changesAt() {
        return changesAt;
    }

    /** Ends or starts, as is due at {@link #changesAt}. */
    void change() {
        Instant at = changesAt;
        switch (phase) {
            case RUNNING -> end(at);
            case WAITING -> {
                restartCount++;
                begin(at);
            }
            case CREATED, ENDED -> throw new IllegalStateException("nothing is due");
        }
    }

    boolean running() {
        return phase == Phase.RUNNING;
    }

    boolean ended() {
        return phase == Phase.ENDED;
    }

    /** Whether it is held back before its next start. */
    boolean backingOff() {
        return phase == Phase.WAITING && backOff.compareTo(FIRST_BACK_OFF) >= 0;
    }

    String name() {
        return plan.spec().name();
    }

    int restartCount() {
        return restartCount;
    }

    /**
     * What it has used, after its last reading's up to {@code at}.
     *
     * @param share the part of its load that falls to it now
     */
    ContainerReading read(Instant at, double share) {
        Instant since = countedAt.isAfter(startedAt) ? countedAt : startedAt;
        double seconds = Duration.between(since, at).toMillis() / 1e3;
        double ageSeconds = Duration.between(startedAt, at).toMillis() / 1e3;
        double wanted = wantedCores(at, share, ageSeconds, seconds);
        double used = wanted;
        Resources limits = plan.spec().limits();
        double ripple = noise.nextDouble();
        if (limits.cpu() != null && wanted > limits.cpu().cores()) {
            used = limits.cpu().cores() * (1 - 0.004 * ripple);
            throttledNanos += (long) ((wanted - used) * seconds * NANOS);
        }
        coreNanos += (long) (used * seconds * NANOS);
        countedAt = at;
        long workingSet = workingSetBytes(at, used, ageSeconds, Randomness.normal(noise));
        return new ContainerReading(
                plan.spec().name(),
                plan.spec().type(),
                startedAt,
                new CpuReading.Counter(at, coreNanos, limits.cpu() == null ? null : throttledNanos),
                new MemoryReading(
                        at, workingSet, residentBytes(workingSet, used, ageSeconds), null),
                null,
                plan.spec().requests(),
                limits,
                oomKilledAt());
    }

    /** When the instance before was killed for want of memory; null when it was not. */
    @Nullable Instant oomKilledAt() {
        return lastEnd != null && lastEnd.oomKilled() ? lastEnd.finishedAt() : null;
    }

    ContainerFact fact() {
        boolean init = plan.spec().type() == ContainerType.INIT;
        ContainerState state =
                switch (phase) {
                    case CREATED ->
                            new ContainerState.Waiting(
                                    init ? "PodInitializing" : "ContainerCreating");
                    case RUNNING -> new ContainerState.Running(startedAt);
                    case WAITING -> new ContainerState.Waiting("CrashLoopBackOff");
                    case ENDED -> Objects.requireNonNull(lastEnd);
                };
        return new ContainerFact(
                plan.spec().name(),
                plan.spec().type(),
                containerId,
                restartCount,
                running() || (init && ended()),
                running(),
                state,
                ended() ? null : lastEnd,
                plan.spec().requests(),
                null,
                plan.spec().limits());
    }

    private void begin(Instant at) {
        phase = Phase.RUNNING;
        startedAt = at;
        containerId = Names.containerId(lives);
        coreNanos = 0;
        throttledNanos = 0;
        double luck = 0.85 + 0.3 * lives.nextDouble();
        changesAt =
                switch (plan.fate()) {
                    case Fate.Healthy() -> Instant.MAX;
                    case Fate.Leaks(var life) -> at.plus(scaled(life, luck));
                    case Fate.Completes(var life) -> at.plus(scaled(life, luck));
                    case Fate.Crashes(var since, var life) ->
                            at.isBefore(since) ? Instant.MAX : at.plus(scaled(life, luck));
                };
    }

    private void end(Instant at) {
        if (plan.fate() instanceof Fate.Completes) {
            lastEnd = terminated(0, "Completed", at);
            phase = Phase.ENDED;
            changesAt = Instant.MAX;
            return;
        }
        lastEnd = failure(at);
        boolean lasted = Duration.between(startedAt, at).compareTo(BACK_OFF_FORGOTTEN) >= 0;
        backOff =
                lasted
                        ? Duration.ZERO
                        : backOff.isZero()
                                ? FIRST_BACK_OFF
                                : shorter(backOff.multipliedBy(2), LONGEST_BACK_OFF);
        phase = Phase.WAITING;
        changesAt = at.plus(backOff).plusMillis(900);
    }

    private ContainerState.Terminated failure(Instant at) {
        return plan.fate() instanceof Fate.Leaks
                ? terminated(KILLED, "OOMKilled", at)
                : terminated(1, "Error", at);
    }

    private ContainerState.Terminated terminated(int exitCode, String reason, Instant at) {
        return new ContainerState.Terminated(exitCode, 0, reason, null, startedAt, at, containerId);
    }

    private double wantedCores(Instant at, double share, double ageSeconds, double seconds) {
        deviation =
                PERSISTENCE * deviation
                        + StrictMath.sqrt(1 - PERSISTENCE * PERSISTENCE) * Randomness.normal(noise);
        double sigma = plan.noise();
        double factor = StrictMath.exp(sigma * deviation - sigma * sigma / 2);
        double chance = noise.nextDouble();
        if (chance < SPIKES) {
            factor *= 1 + SPIKE_HEIGHT * sigma * chance / SPIKES;
        }
        double warmingSeconds =
                Math.max(0, plan.warmUp().toSeconds() - Math.max(0, ageSeconds - seconds));
        double warming = seconds <= 0 ? 0 : Math.min(1, warmingSeconds / seconds);
        return plan.load().cores(at) * share * factor + plan.warmUpCores() * warming;
    }

    private long workingSetBytes(Instant at, double cores, double ageSeconds, double ripple) {
        double wanted = plan.footprint().mebibytes(ageSeconds, cores) * (1 + 0.006 * ripple) * MEBI;
        Resources limits = plan.spec().limits();
        if (limits.memory() == null) {
            return (long) wanted;
        }
        double most = limits.memory().bytes() * MOST_OF_LIMIT;
        if (plan.fate() instanceof Fate.Leaks) {
            double lived =
                    (double) Duration.between(startedAt, at).toMillis()
                            / Duration.between(startedAt, changesAt).toMillis();
            wanted += (most - wanted) * lived;
        }
        return (long) Math.min(wanted, most);
    }

    /** All but the file pages: what leaks is resident. */
    private long residentBytes(long workingSet, double cores, double ageSeconds) {
        double pages =
                plan.footprint().mebibytes(ageSeconds, cores)
                        - plan.footprint().residentMebibytes(ageSeconds, cores);
        return Math.max((long) (workingSet - pages * MEBI), 0);
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private enum Phase {
        CREATED,
        RUNNING,
        WAITING,
        ENDED
    }
}
