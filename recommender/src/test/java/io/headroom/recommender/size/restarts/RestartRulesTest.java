package io.headroom.recommender.size.restarts;

import static io.headroom.recommender.size.restarts.Pasts.MIB;
import static io.headroom.recommender.size.restarts.Pasts.at;
import static io.headroom.recommender.size.restarts.Pasts.daily;
import static io.headroom.recommender.size.restarts.Pasts.incident;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.restarts.Pasts.Lived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RestartRulesTest {
    private static final int DAY = Windows.PER_DAY;
    private static final int NOW = 5 * DAY;
    private static final Resources LIMITS = resources(400, 512);

    @Test
    void adviceIsAboveWhatTheContainerWasKilledAt() {
        ContainerRecommendation fitted =
                apply(
                        steady(resources(100, 200)),
                        advice(150, 300),
                        List.of(),
                        new OomKill(
                                "app",
                                at(NOW - DAY),
                                Memory.ofMebibytes(512),
                                Memory.ofMebibytes(512)));

        Advice.Resize resize = resize(fitted);
        Memory least = new Memory((long) (512 * MIB * 1.2));
        assertThat(resize.target().memory()).isEqualTo(least);
        assertThat(resize.uncappedTarget().memory()).isEqualTo(least);
        assertThat(resize.lowerBound().memory()).isEqualTo(least);
        assertThat(resize.target().cpu()).isEqualTo(new Cpu(150));
        assertThat(reason(fitted, Reason.Code.OOM_BUMP))
                .startsWith("memory raised from 300.00Mi to 614.40Mi until ")
                .contains(
                        "512.00Mi was not enough, it was killed at " + Hold.minute(at(NOW - DAY)));
    }

    @Test
    void amountsAreRoundedAsAskedFor() {
        RestartHistory history =
                new RestartHistory(
                        List.of(),
                        Map.of("app", List.of(new OomKill("app", at(0), Memory.ofMebibytes(512)))));
        ContainerRecommendation fitted =
                new RestartRules(history, at(NOW), new VpaStrategy.Rounding(10, 1 << 26))
                        .apply(advised(resources(1, 1), advice(150, 300)), steady(resources(1, 1)));

        assertThat(resize(fitted).target().memory()).isEqualTo(Memory.ofMebibytes(640));
    }

    @Test
    void enoughAdviceIsLeftAlone() {
        ContainerRecommendation fitted =
                apply(
                        steady(resources(100, 200)),
                        advice(150, 700),
                        List.of(),
                        new OomKill("app", at(NOW - DAY), Memory.ofMebibytes(512)));

        assertThat(resize(fitted)).isEqualTo(advice(150, 700));
    }

    @Test
    void aLeakIsToldAndNotFollowed() {
        Lived lived = leaking();
        ContainerProfile profile = profile(lived, resources(100, 256));

        ContainerRecommendation fitted =
                new RestartRules(history(lived), at(NOW), VpaStrategy.Rounding.NONE)
                        .apply(advised(resources(100, 256), advice(150, 590)), profile);

        Leak leak = Objects.requireNonNull(fitted.leak());
        assertThat(leak.expectedKillAt()).isAfter(at(NOW));
        assertThat(leak.perHour().bytes()).isBetween((long) (8 * MIB), (long) (16 * MIB));
        assertThat(resize(fitted).target().memory()).isEqualTo(Memory.ofMebibytes(256));
        assertThat(resize(fitted).upperBound().memory()).isEqualTo(Memory.ofMebibytes(256));
        assertThat(resize(fitted).uncappedTarget().memory()).isEqualTo(Memory.ofMebibytes(590));
        assertThat(reason(fitted, Reason.Code.LEAK))
                .contains(" an hour since ")
                .contains(
                        "at its limit of 512.00Mi it is killed about "
                                + Hold.minute(Objects.requireNonNull(leak.expectedKillAt())));
        assertThat(reason(fitted, Reason.Code.LEAK_CAPPED))
                .startsWith("memory kept at 256.00Mi in place of 590.00Mi");
        // and the kills that it is to blame for raise nothing
        assertThat(codes(fitted)).doesNotContain(Reason.Code.OOM_BUMP);
    }

    @Test
    void aLeakThatRequestsTooLittleGetsWhatItNeededBeforeItGrew() {
        Lived lived = leaking();
        ContainerRecommendation fitted =
                new RestartRules(history(lived), at(NOW), VpaStrategy.Rounding.NONE)
                        .apply(
                                advised(resources(100, 64), advice(150, 590)),
                                profile(lived, resources(100, 64)));

        Leak leak = Objects.requireNonNull(fitted.leak());
        assertThat(leak.needed().bytes()).isBetween((long) (170 * MIB), (long) (260 * MIB));
        assertThat(resize(fitted).target().memory())
                .isEqualTo(new Memory((long) Math.ceil(1.15 * leak.needed().bytes())));
        assertThat(reason(fitted, Reason.Code.LEAK_CAPPED)).contains("15 % more is to spare");
    }

    @Test
    void aLeakWithoutALimitHasNoTimeOfDeath() {
        Lived lived = leaking();
        ContainerProfile limited = profile(lived, resources(100, 64));
        ContainerProfile profile =
                Profiles.withRings(
                        "app",
                        limited.requests(),
                        Resources.NONE,
                        limited.cpuHottest(),
                        limited.memoryPeak());
        ContainerRecommendation fitted =
                new RestartRules(history(lived), at(NOW), VpaStrategy.Rounding.NONE)
                        .apply(advised(resources(100, 64), advice(150, 590)), profile);

        assertThat(Objects.requireNonNull(fitted.leak()).expectedKillAt()).isNull();
        assertThat(reason(fitted, Reason.Code.LEAK)).endsWith("it has no limit that would end it");
    }

    @Test
    void theUpstreamAlgorithmIsToldOfALeakAndLeftAlone() {
        Lived lived = leaking();
        ContainerRecommendation fitted =
                new RestartRules(history(lived), at(NOW), VpaStrategy.Rounding.NONE)
                        .applyToUpstream(
                                advised(resources(100, 256), advice(150, 590)),
                                profile(lived, resources(100, 256)));

        assertThat(fitted.leak()).isNotNull();
        assertThat(resize(fitted).target()).isEqualTo(resources(150, 590));
        assertThat(codes(fitted))
                .containsExactly(Reason.Code.RULE, Reason.Code.OOM_BUMP, Reason.Code.LEAK);
        assertThat(reason(fitted, Reason.Code.OOM_BUMP)).startsWith("memory counts 4 kills");
    }

    @Test
    void aCrashLoopHoldsWhatIsRequested() {
        Incident loop = incident(IncidentClass.APP_ERROR, at(NOW - 60), at(NOW - 12), true, "1");
        ContainerRecommendation fitted =
                apply(steady(resources(500, 200)), advice(150, 300), List.of(loop));

        assertThat(resize(fitted).target()).isEqualTo(resources(500, 300));
        assertThat(resize(fitted).uncappedTarget()).isEqualTo(resources(150, 300));
        assertThat(resize(fitted).upperBound().cpu()).isEqualTo(new Cpu(500));
        assertThat(reason(fitted, Reason.Code.HELD_CRASH_LOOP))
                .startsWith("not lowered below the 500m of CPU that is requested before ")
                .contains(Hold.minute(at(NOW - 12).plus(Duration.ofDays(1))));
    }

    @Test
    void whatWouldBeRaisedIsNotHeld() {
        Incident loop = incident(IncidentClass.APP_ERROR, at(NOW - 60), at(NOW - 12), true, "1");
        ContainerRecommendation fitted =
                apply(steady(resources(100, 200)), advice(150, 300), List.of(loop));

        assertThat(resize(fitted)).isEqualTo(advice(150, 300));
    }

    @Test
    void anotherContainersCrashLoopHoldsNothing() {
        Incident loop = incident(IncidentClass.APP_ERROR, at(NOW - 60), at(NOW - 12), true, "1");
        RestartHistory history = new RestartHistory(List.of(loop), Map.of());
        ContainerProfile proxy = Profiles.of("proxy").requests(resources(500, 500)).build();
        ContainerRecommendation advised =
                new ContainerRecommendation(
                        "proxy", proxy.type(), proxy.requests(), proxy.limits(), advice(150, 300));

        assertThat(
                        resize(
                                new RestartRules(history, at(NOW), VpaStrategy.Rounding.NONE)
                                        .apply(advised, proxy)))
                .isEqualTo(advice(150, 300));
    }

    @Test
    void aProbesKillAtTheCpuLimitSaysThatItIsStarved() {
        Incident killed = incident(IncidentClass.LIVENESS_KILL, at(NOW - 20), at(NOW - 20));
        ContainerProfile busy =
                profile(
                        window -> window > NOW - 24 ? 0.397 : 0.1,
                        window -> 200 * MIB,
                        resources(100, 200));

        ContainerRecommendation fitted = apply(busy, advice(150, 300), List.of(killed));

        assertThat(Objects.requireNonNull(resize(fitted).target().cpu()).millicores())
                .isBetween(390L, 400L);
        assertThat(reason(fitted, Reason.Code.STARVED))
                .startsWith("the liveness probe killed it at " + Hold.minute(at(NOW - 20)))
                .contains("at the limit of 400m");
    }

    @Test
    void aProbesKillWhileItWaitedForOthersSaysThatItIsStarvedToo() {
        Incident killed = incident(IncidentClass.LIVENESS_KILL, at(NOW - 20), at(NOW - 20));
        long hour = at(NOW - 20).getEpochSecond() / 3_600;
        Ring waited = new Ring(hour, new byte[] {ByteScale.CPU_CORES.encode(0.05)});
        ContainerProfile crowded =
                profile(window -> 0.1, window -> 200 * MIB, Resources.NONE)
                        .with(new Particulars(null, waited, null, null, 0, null));

        ContainerRecommendation fitted = apply(crowded, advice(120, 300), List.of(killed));

        assertThat(Objects.requireNonNull(resize(fitted).target().cpu()).millicores())
                .isBetween(150L, 170L);
        assertThat(reason(fitted, Reason.Code.STARVED)).contains("while it waited for CPU");
    }

    @Test
    void theIncidentItselfSaysThatItWasForWantOfCpu() {
        Incident killed = incident(IncidentClass.LIVENESS_KILL, at(NOW - 20), at(NOW - 20));
        ContainerProfile busy =
                profile(
                        window -> window > NOW - 24 ? 0.397 : 0.1,
                        window -> 200 * MIB,
                        resources(100, 200));

        assertThat(Starvation.told(killed, List.of(busy)).starved())
                .startsWith("the liveness probe killed it at ")
                .contains("while its CPU was at the limit of 400m");
        assertThat(Starvation.told(killed, List.of(steady(resources(100, 200))))).isEqualTo(killed);
        Incident oom = incident(IncidentClass.OOM_KILLED, at(NOW - 20), at(NOW - 20));
        assertThat(Starvation.told(oom, List.of(busy))).isEqualTo(oom);
    }

    @Test
    void theUpstreamAlgorithmIsNotChangedByItButItIsSaid() {
        Incident killed = incident(IncidentClass.LIVENESS_KILL, at(NOW - 20), at(NOW - 20));
        ContainerProfile busy =
                profile(
                        window -> window > NOW - 24 ? 0.397 : 0.1,
                        window -> 200 * MIB,
                        resources(100, 200));

        ContainerRecommendation told =
                new RestartRules(
                                new RestartHistory(List.of(killed), Map.of()),
                                at(NOW),
                                VpaStrategy.Rounding.NONE)
                        .applyToUpstream(advised(busy.requests(), advice(150, 300)), busy);

        assertThat(resize(told).target()).isEqualTo(advice(150, 300).target());
        assertThat(reason(told, Reason.Code.STARVED)).contains("at the limit of 400m");
    }

    @Test
    void theUpstreamAlgorithmWaitsForNothingButItIsSaidWhatHappened() {
        Incident loop = incident(IncidentClass.APP_ERROR, at(NOW - 40), at(NOW - 20), true, null);
        Incident eviction = incident(IncidentClass.EVICT_NODE_PRESSURE, at(NOW - 30), at(NOW - 30));
        Incident rollout = incident(IncidentClass.ROLLOUT, at(NOW - 30), at(NOW - 30));
        assertThat(notHeld(loop)).startsWith("the latest end of its crash loop was at ");
        assertThat(notHeld(eviction)).startsWith("a pod was evicted at ");
        assertThat(notHeld(rollout))
                .startsWith("it was rolled out at ")
                .endsWith("and the upstream algorithm does not wait for that");
    }

    private static String notHeld(Incident incident) {
        ContainerRecommendation told =
                new RestartRules(
                                new RestartHistory(List.of(incident), Map.of()),
                                at(NOW),
                                VpaStrategy.Rounding.NONE)
                        .applyToUpstream(
                                advised(resources(900, 900), advice(150, 300)),
                                steady(resources(900, 900)));
        assertThat(resize(told).target()).isEqualTo(advice(150, 300).target());
        assertThat(resize(told).upperBound()).isEqualTo(advice(150, 300).upperBound());
        return reason(told, Reason.Code.NOT_HELD);
    }

    @Test
    void aProbesKillWithCpuToSpareIsAnotherMatter() {
        Incident killed = incident(IncidentClass.STARTUP_KILL, at(NOW - 20), at(NOW - 20));

        assertThat(resize(apply(steady(resources(100, 200)), advice(150, 300), List.of(killed))))
                .isEqualTo(advice(150, 300));
    }

    @Test
    void whatHasNoNumbersGetsNone() {
        Advice hold = new Advice.Hold(Advice.HoldCode.NO_SAMPLES, "nothing was seen", null);
        ContainerRecommendation held = advised(resources(100, 200), advice(1, 1)).with(hold);

        assertThat(
                        new RestartRules(
                                        new RestartHistory(
                                                List.of(),
                                                Map.of(
                                                        "app",
                                                        List.of(
                                                                new OomKill(
                                                                        "app",
                                                                        at(0),
                                                                        Memory.ofMebibytes(9))))),
                                        at(NOW),
                                        VpaStrategy.Rounding.NONE)
                                .apply(held, steady(resources(100, 200))))
                .isEqualTo(held);
    }

    private static Lived leaking() {
        return Pasts.live(
                NOW,
                512 * MIB,
                Integer.MAX_VALUE,
                (age, window, noise) ->
                        MIB
                                * (180
                                        + 20 * daily(window)
                                        + 3 * noise.nextGaussian()
                                        + age * 312.0 / (26 * 12)),
                new SplittableRandom(11));
    }

    private static RestartHistory history(Lived lived) {
        List<Incident> incidents = new ArrayList<>();
        List<OomKill> kills = new ArrayList<>();
        for (Ending ending : lived.endings()) {
            incidents.add(incident(IncidentClass.OOM_KILLED, ending.from(), ending.until()));
            kills.add(
                    new OomKill(
                            "app",
                            ending.from(),
                            Memory.ofMebibytes(256),
                            Memory.ofMebibytes(512)));
        }
        return new RestartHistory(incidents, Map.of("app", kills));
    }

    private static ContainerRecommendation apply(
            ContainerProfile profile,
            Advice.Resize advice,
            List<Incident> incidents,
            OomKill... kills) {
        return new RestartRules(
                        new RestartHistory(incidents, Map.of("app", List.of(kills))),
                        at(NOW),
                        VpaStrategy.Rounding.NONE)
                .apply(advised(profile.requests(), advice), profile);
    }

    private static ContainerRecommendation advised(Resources requests, Advice.Resize advice) {
        return new ContainerRecommendation(
                "app", io.headroom.model.ContainerType.APP, requests, LIMITS, advice);
    }

    private static Advice.Resize advice(long millicores, long mebibytes) {
        Resources target = resources(millicores, mebibytes);
        return new Advice.Resize(
                target,
                target,
                target,
                target,
                5,
                1_000,
                List.of(new Reason(Reason.Code.RULE, "by a rule")));
    }

    private static ContainerProfile steady(Resources requests) {
        return profile(window -> 0.1, window -> 200 * MIB, requests);
    }

    private static ContainerProfile profile(Lived lived, Resources requests) {
        return profile(window -> 0.1, window -> lived.bytes().get(window), requests);
    }

    private static ContainerProfile profile(
            java.util.function.IntToDoubleFunction cores,
            java.util.function.IntToDoubleFunction bytes,
            Resources requests) {
        byte[] cpu = new byte[NOW];
        byte[] memory = new byte[NOW];
        for (int window = 0; window < NOW; window++) {
            cpu[window] = ByteScale.CPU_CORES.encode(cores.applyAsDouble(window));
            memory[window] = ByteScale.MEMORY_BYTES.encode(bytes.applyAsDouble(window));
        }
        return Profiles.withRings(
                "app", requests, LIMITS, new Ring(Pasts.FIRST, cpu), new Ring(Pasts.FIRST, memory));
    }

    private static Resources resources(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }

    private static Advice.Resize resize(ContainerRecommendation container) {
        return (Advice.Resize) container.advice();
    }

    private static List<Reason.Code> codes(ContainerRecommendation container) {
        return resize(container).reasons().stream().map(Reason::code).toList();
    }

    private static String reason(ContainerRecommendation container, Reason.Code code) {
        return resize(container).reasons().stream()
                .filter(reason -> reason.code() == code)
                .map(Reason::message)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " in " + codes(container)));
    }
}
