package io.headroom.recommender.needs;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Idle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a workload is called idle: its containers use next to no CPU, in all but one of a hundred
 * windows.
 *
 * @param most what is next to none, for one container; zero for never calling any idle
 * @param days for how long
 */
public record Idleness(Cpu most, int days) {
    /** A process that waits for work wakes up now and then. */
    public static final Idleness DEFAULT = new Idleness(new Cpu(5), 7);

    /** They run now and then, or on every node whatever is asked of them. */
    private static final Set<String> NEVER = Set.of("Job", "CronJob", "DaemonSet");

    private static final double OFTEN = 0.99;

    /** Amounts are rounded up to steps of 6 %. */
    private static final double STEP = 1.061;

    /** Nearly fourteen days: as long as is remembered. */
    private static final double ALL_DAYS = 13.5;

    /** How long a container has been idle, and the most it used then. */
    record Seen(double days, double peakCores) {}

    /**
     * Whether the workload is idle.
     *
     * @param profiles of all of its containers
     * @param changedAt when its youngest pod was made; null when not known
     * @param requests of one of its pods
     */
    Optional<Idle> of(
            WorkloadRef workload,
            List<ContainerProfile> profiles,
            Instant asOf,
            @Nullable Instant changedAt,
            Resources requests) {
        if (NEVER.contains(workload.kind()) || profiles.isEmpty()) {
            return Optional.empty();
        }
        double shortest = Double.POSITIVE_INFINITY;
        double peak = 0;
        for (ContainerProfile profile : profiles) {
            Seen seen = of(profile).orElse(null);
            if (seen == null) {
                return Optional.empty();
            }
            shortest = Math.min(shortest, seen.days());
            peak = Math.max(peak, seen.peakCores());
        }
        boolean unchanged = changedAt != null && changedAt.plus(Duration.ofDays(14)).isBefore(asOf);
        Idle.State state =
                shortest >= ALL_DAYS && unchanged ? Idle.State.ABANDONED : Idle.State.IDLE;
        return Optional.of(
                new Idle(
                        state,
                        Math.round(10 * shortest) / 10.0,
                        Math.round(1_000 * peak),
                        sentence(state, shortest, requests)));
    }

    /** How long this container has been idle; empty where it was not for long enough. */
    Optional<Seen> of(ContainerProfile profile) {
        Ring steady = profile.known().cpuSteady();
        int[] counts = (steady == null ? profile.cpuHottest() : steady).counts();
        int known = Arrays.stream(counts).sum();
        double seenDays = (double) known / Windows.PER_DAY;
        if (most.millicores() == 0 || seenDays < OFTEN * days) {
            return Optional.empty();
        }
        double often = amount(counts, (int) Math.ceil(OFTEN * known));
        return often > STEP * most.cores()
                ? Optional.empty()
                : Optional.of(new Seen(seenDays, amount(counts, known)));
    }

    /** The amount of the window that is at this place, from 1 on, when the lowest is the first. */
    private static double amount(int[] counts, int place) {
        int step = 0;
        for (int reached = counts[0]; reached < place; reached += counts[step]) {
            step++;
        }
        return ByteScale.CPU_CORES.decode((byte) step);
    }

    private String sentence(Idle.State state, double seenDays, Resources requests) {
        Memory memory = requests.memory();
        return String.format(
                Locale.ROOT,
                "%s: in 99 of 100 windows of %.1f days no container used more than %s of CPU%s; whether"
                        + " anybody needs it is not seen, as neither its network nor its callers are;"
                        + " without it each pod would free %s of CPU and %s of memory",
                state.label(),
                seenDays,
                most,
                state == Idle.State.ABANDONED ? ", and no pod of it was made in that time" : "",
                requests.cpu() == null ? "0m" : requests.cpu(),
                memory == null ? "0" : memory.humanized());
    }
}
