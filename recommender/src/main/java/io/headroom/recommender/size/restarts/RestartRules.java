package io.headroom.recommender.size.restarts;

import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.VpaStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fits the advice of a strategy to what ended of the workload: in this order memory is raised above
 * what was not enough and CPU to what was all there was, a leak is not followed, and nothing is
 * lowered for now that may be needed. What the cluster allows comes after it. Pure.
 *
 * @param asOf the time that the advice is for
 * @param rounding what amounts are rounded up to
 */
public record RestartRules(RestartHistory restarts, Instant asOf, VpaStrategy.Rounding rounding) {
    private static final double SPARE = 1.15;

    /** Kills count in the upstream algorithm's histogram as long as they weigh anything. */
    private static final Duration UPSTREAM_REACH = Duration.ofDays(8);

    /**
     * What a strategy of Headroom's advises, with all rules.
     *
     * @param past all that the profile's rings hold
     */
    public ContainerRecommendation apply(
            ContainerRecommendation advised, ContainerProfile profile, UsageHistory past) {
        if (!(advised.advice() instanceof Advice.Resize resize)) {
            return advised;
        }
        Leak leak = leak(profile, past);
        Advice.Resize fitted =
                leak == null
                        ? aboveKills(resize, profile, past)
                        : capped(told(resize, leak, profile), leak, profile);
        fitted = held(starved(fitted, profile, past), profile);
        return leaking(advised.with(fitted), leak);
    }

    /**
     * What the upstream algorithm advises: it counts kills itself, and nothing of it is changed; a
     * leak is told, who was killed for want of CPU, and what other strategies would wait for.
     *
     * @param past all that the profile's rings hold
     */
    public ContainerRecommendation applyToUpstream(
            ContainerRecommendation advised, ContainerProfile profile, UsageHistory past) {
        if (!(advised.advice() instanceof Advice.Resize resize)) {
            return advised;
        }
        Leak leak = leak(profile, past);
        List<OomKill> kills =
                restarts.oomKills(profile.name()).stream()
                        .filter(kill -> kill.at().plus(UPSTREAM_REACH).isAfter(asOf))
                        .toList();
        Advice.Resize noted = resize;
        if (!kills.isEmpty()) {
            noted =
                    Numbers.noted(
                            noted,
                            new Reason(
                                    Reason.Code.OOM_BUMP,
                                    "memory counts %s for want of it as peaks of a fifth or 100Mi above what was not enough, the last at %s"
                                            .formatted(
                                                    kills.size() == 1
                                                            ? "a kill"
                                                            : kills.size() + " kills",
                                                    Hold.minute(kills.getLast().at()))));
        }
        if (leak != null) {
            noted = told(noted, leak, profile);
        }
        Starvation starvation = starvation(profile, past);
        if (starvation != null) {
            noted = Numbers.noted(noted, new Reason(Reason.Code.STARVED, starvation.sentence()));
        }
        Hold hold = Hold.of(restarts.of(profile.name()), asOf).orElse(null);
        if (hold != null) {
            noted =
                    Numbers.noted(
                            noted,
                            new Reason(
                                    Reason.Code.NOT_HELD,
                                    "%s: until %s usage may not tell what is needed, and the upstream algorithm does not wait for that"
                                            .formatted(hold.because(), Hold.minute(hold.until()))));
        }
        return leaking(advised.with(noted), leak);
    }

    private static ContainerRecommendation leaking(
            ContainerRecommendation container, @Nullable Leak leak) {
        return leak == null ? container : container.leaking(leak);
    }

    private @Nullable Leak leak(ContainerProfile profile, UsageHistory past) {
        LeakDetector.Found found =
                LeakDetector.find(past, restarts.endings(profile.name())).orElse(null);
        if (found == null) {
            return null;
        }
        Memory limit = profile.limits().memory();
        return new Leak(
                Memory.ofBytes(found.bytesPerHour()),
                found.since(),
                found.lives(),
                Memory.ofBytes(found.neededBytes()),
                limit == null || limit.bytes() == 0
                        ? null
                        : found.reaches((double) limit.bytes(), asOf));
    }

    private Advice.Resize aboveKills(
            Advice.Resize advice, ContainerProfile profile, UsageHistory past) {
        OomFloor floor = OomFloor.of(restarts.oomKills(profile.name()), past, asOf).orElse(null);
        Memory target = advice.target().memory();
        if (floor == null || target == null || !target.isLessThan(floor.least())) {
            return advice;
        }
        Memory least = floor.least().roundedUpTo(rounding.memoryBytes());
        return Numbers.atLeast(
                advice,
                new Resources(null, least),
                new Reason(
                        Reason.Code.OOM_BUMP,
                        "memory raised from %s to %s until %s: %s was not enough, it was killed %s %s"
                                .formatted(
                                        target.humanized(),
                                        least.humanized(),
                                        Hold.minute(floor.until()),
                                        floor.killedAt().humanized(),
                                        floor.kills() == 1
                                                ? "at"
                                                : floor.kills() + " times, the last at",
                                        Hold.minute(floor.last()))));
    }

    private Advice.Resize starved(
            Advice.Resize advice, ContainerProfile profile, UsageHistory past) {
        Starvation starvation = starvation(profile, past);
        if (starvation == null || advice.target().cpu() == null) {
            return advice;
        }
        return Numbers.atLeast(
                advice,
                new Resources(starvation.least().roundedUpTo(rounding.cpuMillicores()), null),
                new Reason(Reason.Code.STARVED, starvation.sentence()));
    }

    private @Nullable Starvation starvation(ContainerProfile profile, UsageHistory past) {
        return Starvation.of(restarts.of(profile.name()), past, profile).orElse(null);
    }

    private static Advice.Resize told(Advice.Resize advice, Leak leak, ContainerProfile profile) {
        Memory limit = profile.limits().memory();
        String death =
                leak.expectedKillAt() == null || limit == null
                        ? "it has no limit that would end it"
                        : "at its limit of %s it is killed about %s"
                                .formatted(limit.humanized(), Hold.minute(leak.expectedKillAt()));
        return Numbers.noted(
                advice,
                new Reason(
                        Reason.Code.LEAK,
                        "memory grows by %s an hour since %s%s and is not given back: %s"
                                .formatted(
                                        leak.perHour().humanized(),
                                        Hold.minute(leak.since()),
                                        leak.lives() > 1
                                                ? ", in each of " + leak.lives() + " lives"
                                                : "",
                                        death)));
    }

    /**
     * A leak takes whatever it is given. What it needed before it grew, with a spare, is enough,
     * and so is what is requested now: more is not advised.
     */
    private Advice.Resize capped(Advice.Resize advice, Leak leak, ContainerProfile profile) {
        Memory target = advice.target().memory();
        Memory requested = profile.requests().memory();
        Memory needed =
                new Memory((long) Math.ceil(SPARE * leak.needed().bytes()))
                        .roundedUpTo(rounding.memoryBytes());
        Memory most = requested == null ? needed : Memory.max(requested, needed);
        boolean asRequested = needed.isLessThan(most);
        if (target == null || !most.isLessThan(target)) {
            return advice;
        }
        return Numbers.atMost(
                advice,
                new Resources(null, most),
                new Reason(
                        Reason.Code.LEAK_CAPPED,
                        "memory kept at %s in place of %s, which would only feed the leak: %s"
                                .formatted(
                                        most.humanized(),
                                        target.humanized(),
                                        asRequested
                                                ? "it needed %s before it grew, and this is requested now"
                                                        .formatted(leak.needed().humanized())
                                                : "it needed %s before it grew, and 15 %% more is to spare"
                                                        .formatted(leak.needed().humanized()))));
    }

    private Advice.Resize held(Advice.Resize advice, ContainerProfile profile) {
        Resources requested = profile.requests();
        Hold hold = Hold.of(restarts.of(profile.name()), asOf).orElse(null);
        String kept = kept(advice.target(), requested);
        if (hold == null || kept.isEmpty()) {
            return advice;
        }
        return Numbers.held(
                advice,
                requested,
                new Reason(
                        hold.code(),
                        "not lowered below the %s that is requested before %s: %s"
                                .formatted(kept, Hold.minute(hold.until()), hold.because())));
    }

    /** The requests that are above the target, in words. */
    private static String kept(Resources target, Resources requested) {
        Cpu cpu = requested.cpu();
        Memory memory = requested.memory();
        String cpuKept =
                cpu != null && target.cpu() != null && target.cpu().isLessThan(cpu)
                        ? cpu + " of CPU"
                        : "";
        String memoryKept =
                memory != null && target.memory() != null && target.memory().isLessThan(memory)
                        ? memory.humanized() + " of memory"
                        : "";
        return cpuKept + (cpuKept.isEmpty() || memoryKept.isEmpty() ? "" : " and ") + memoryKept;
    }
}
