package io.headroom.recommender.size.restarts;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a container used and what befell it, as tests need it. */
final class Pasts {
    static final double MIB = 1 << 20;
    static final long FIRST = 600_000;
    static final Instant START = Windows.start(FIRST);
    static final WorkloadRef API = new WorkloadRef("shop", "Deployment", "apps", "api");

    private Pasts() {}

    /** Windows of five minutes, as rings keep them; {@code NaN} where nothing is known. */
    static UsageHistory of(int windows, IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        byte[] cpu = new byte[windows];
        byte[] memory = new byte[windows];
        for (int i = 0; i < windows; i++) {
            cpu[i] = encode(ByteScale.CPU_CORES, cores.applyAsDouble(i));
            memory[i] = encode(ByteScale.MEMORY_BYTES, bytes.applyAsDouble(i));
        }
        return UsageHistory.ofRings(new Ring(FIRST, cpu), new Ring(FIRST, memory));
    }

    private static byte encode(ByteScale scale, double amount) {
        return Double.isNaN(amount) ? ByteScale.MISSING : scale.encode(Math.max(0, amount));
    }

    /** From 0 at four in the morning to 1 at four in the afternoon. */
    static double daily(int window) {
        double day = (double) Math.floorMod(window, Windows.PER_DAY) / Windows.PER_DAY;
        return (1 - Math.cos(2 * Math.PI * (day - 4 / 24.0))) / 2;
    }

    static Instant at(int window) {
        return Windows.start(FIRST + window);
    }

    static Incident incident(IncidentClass kind, Instant from, Instant until) {
        return incident(kind, from, until, false, null);
    }

    /** Of the container app, or, of classes of pods, of all. */
    static Incident incident(
            IncidentClass kind,
            Instant from,
            Instant until,
            boolean crashLoop,
            @Nullable String detail) {
        boolean pods =
                kind == IncidentClass.ROLLOUT
                        || kind == IncidentClass.EVICT_NODE_PRESSURE
                        || kind == IncidentClass.SCALE_DOWN;
        return new Incident(
                API,
                kind.label() + from,
                new Classification(kind, "A", Confidence.CONFIRMED, false, detail, List.of()),
                null,
                crashLoop,
                from,
                until,
                pods ? 0 : 1,
                pods ? 1 : 0,
                List.of("api-x"),
                pods ? List.of() : List.of("app"),
                Outcome.OPEN,
                until);
    }

    /**
     * Lives one after the other, each of which ends when its memory has reached the limit, or after
     * its time.
     *
     * @param endings when they ended
     * @param limitBytes at which it is killed; infinite where nothing kills it
     */
    record Lived(UsageHistory past, List<Ending> endings, List<Double> bytes, double limitBytes) {

        /** What was known after {@code windows}. */
        Lived until(int windows) {
            Instant asOf = at(windows);
            return new Lived(
                    past.until(asOf),
                    endings.stream().filter(each -> !each.until().isAfter(asOf)).toList(),
                    bytes,
                    limitBytes);
        }

        /** The same where each life had ended for want of memory. */
        Lived outOfMemory() {
            return new Lived(
                    past,
                    endings.stream()
                            .map(each -> new Ending(each.from(), each.until(), true))
                            .toList(),
                    bytes,
                    limitBytes);
        }

        int kills() {
            return endings.size();
        }
    }

    /** How much a container uses, by the age of its life in windows, the window, and noise. */
    @FunctionalInterface
    interface Need {
        double bytes(int age, int window, RandomGenerator noise);
    }

    static Lived live(
            int windows, double limitBytes, int longestLife, Need need, RandomGenerator noise) {
        double[] bytes = new double[windows];
        List<Ending> endings = new ArrayList<>();
        int age = 0;
        for (int window = 0; window < windows; window++) {
            double used = need.bytes(age, window, noise);
            bytes[window] = Math.min(used, limitBytes);
            age++;
            if (used >= limitBytes || age >= longestLife) {
                Instant end = at(window).plus(Duration.ofMinutes(3));
                endings.add(new Ending(end, end, used >= limitBytes));
                age = 0;
            }
        }
        UsageHistory past =
                of(windows, window -> 0.1 + 0.2 * daily(window), window -> bytes[window]);
        return new Lived(past, endings, Arrays.stream(bytes).boxed().toList(), limitBytes);
    }
}
