package io.headroom.recommender.replay;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Evidence.Replayed;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.UsageHistory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds each day of a container's past against what had been decided at the end of the day before:
 * what the advice would have cost and broken.
 */
public final class Rehearsal {
    private static final double A_CHANGE = 0.1;

    private Rehearsal() {}

    /**
     * What would have come of these decisions; empty where no day has one before it.
     *
     * @param decisions one at the end of each day of the history, oldest first
     */
    public static Optional<Replayed> of(UsageHistory history, List<Decision> decisions) {
        int days = 0;
        int breaches = 0;
        int changes = 0;
        double used = 0;
        double unserved = 0;
        double cores = 0;
        double bytes = 0;
        for (int next = 1; next < decisions.size(); next++) {
            Decision before = decisions.get(next - 1);
            Decision after = decisions.get(next);
            double requestedCores = before.requests().cpuCores();
            double requestedBytes = before.requests().memoryBytes();
            boolean breached = false;
            boolean seen = false;
            int end = history.until(after.at()).size();
            for (int window = history.until(before.at()).size(); window < end; window++) {
                double useCores = history.cpuCores(window);
                if (!Double.isNaN(useCores) && !Double.isNaN(requestedCores)) {
                    used += useCores;
                    unserved += Math.max(useCores - requestedCores, 0);
                    seen = true;
                }
                breached |= history.memoryBytes(window) > requestedBytes;
            }
            if (seen && !Double.isNaN(requestedBytes)) {
                days++;
                breaches += breached ? 1 : 0;
                cores += requestedCores;
                bytes += requestedBytes;
                changes += changed(requestedCores, after.requests().cpuCores());
                changes += changed(requestedBytes, after.requests().memoryBytes());
            }
        }
        return days == 0
                ? Optional.empty()
                : Optional.of(
                        new Replayed(
                                days,
                                used == 0 ? 0 : unserved / used,
                                breaches,
                                Math.round(cores / days * 1_000),
                                Math.round(bytes / days),
                                changes));
    }

    /**
     * The figures in a sentence.
     *
     * @param requests what is requested now, to compare with
     */
    public static String sentence(Replayed replayed, Resources requests) {
        return sentence(replayed, requests, "days", "on");
    }

    /** The same where runs take the place of days. */
    public static String sentencePerRun(Replayed replayed, Resources requests) {
        return sentence(replayed, requests, "runs", "for");
    }

    private static String sentence(
            Replayed replayed, Resources requests, String units, String with) {
        return String.format(
                Locale.ROOT,
                "asked at the end of each %s, over %d %s: memory would not have sufficed %s %d, %.2g %%"
                        + " of the demand for CPU unserved, %d changes above 10 %%%s",
                units.substring(0, units.length() - 1),
                replayed.days(),
                units,
                with,
                replayed.memoryBreachDays(),
                100 * replayed.cpuUnservedRatio(),
                replayed.changes(),
                compared(replayed, requests));
    }

    private static String compared(Replayed replayed, Resources requests) {
        Cpu cpu = requests.cpu();
        Memory memory = requests.memory();
        return relation("CPU", replayed.cpuMeanMillicores(), cpu == null ? null : cpu.millicores())
                + relation(
                        "memory",
                        replayed.memoryMeanBytes(),
                        memory == null ? null : memory.bytes());
    }

    private static String relation(String what, long mean, @Nullable Long now) {
        if (now == null || now == 0) {
            return "";
        }
        double change = 100 * ((double) mean / now - 1);
        return String.format(
                Locale.ROOT,
                ", %.0f %% %s %s than is requested now",
                Math.abs(change),
                change < 0 ? "less" : "more",
                what);
    }

    private static int changed(double before, double after) {
        return Math.abs(after / before - 1) > A_CHANGE ? 1 : 0;
    }
}
