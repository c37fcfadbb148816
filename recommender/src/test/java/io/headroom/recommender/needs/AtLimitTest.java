package io.headroom.recommender.needs;

import static io.headroom.recommender.needs.Found.amounts;
import static io.headroom.recommender.needs.Found.codes;
import static io.headroom.recommender.needs.Found.resize;
import static io.headroom.recommender.needs.Found.sentence;
import static io.headroom.recommender.needs.Found.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.headroom.Risk;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtLimitTest {
    private static final int DAY = Windows.PER_DAY;
    private static final Resources LIMITS = amounts(400, 512);

    @Test
    void whoIsAtItsLimitGetsMoreThanItWasSeenToUse() {
        // Given a third of the windows at the limit
        ContainerRecommendation found = found(profile(i -> i % 3 == 0 ? 0.4 : 0.1, null));

        assertThat(resize(found).target().cpu()).isEqualTo(new Cpu(480));
        assertThat(resize(found).upperBound().cpu()).isEqualTo(new Cpu(480));
        assertThat(resize(found).uncappedTarget().cpu()).isEqualTo(new Cpu(420));
        assertThat(codes(found)).containsExactly(Reason.Code.AT_LIMIT);
        assertThat(sentence(found))
                .isEqualTo(
                        "at its CPU limit of 400m in 33.3 % of the windows: what it would use"
                                + " beyond is not known, so CPU is raised from 420m to 480m");
        Needs.AtLimit atLimit = Objects.requireNonNull(found.found().atLimit());
        assertThat(atLimit.windowRatio()).isEqualTo(0.3333);
        assertThat(atLimit.limitMillicores()).isEqualTo(400);
        assertThat(atLimit.heldBackMillicores()).isNull();
    }

    @Test
    void whereASourceTellsHowMuchWasHeldBackThatIsGivenAndNoMoreThanTheLimitAgain() {
        IntToDoubleFunction capped = i -> i % 3 == 0 ? 0.4 : 0.1;

        ContainerRecommendation little = found(profile(capped, hour -> 0.25));
        ContainerRecommendation much = found(profile(capped, hour -> 5));

        assertThat(millicores(little)).isBetween(650L, 665L);
        assertThat(millicores(much)).isEqualTo(800);
        assertThat(sentence(little)).contains("and would have used up to 2");
    }

    @Test
    void whoWaitsOnAFullNodeGetsWhatItWaitedFor() {
        ContainerRecommendation found =
                found(sized(Resources.NONE, amounts(420, 300)), profile(i -> 0.4, hour -> 0.1));

        assertThat(millicores(found)).isBetween(520L, 526L);
        assertThat(sentence(found)).startsWith("waited for CPU, and would have used up to ");
    }

    @ParameterizedTest
    @CsvSource({"safe, 120, 1", "cheap, 120, 0", "cheap, 150, 1", "safe, 3, 0"})
    void howOftenItMayBeAtItsLimitIsAMatterOfRisk(String risk, int windows, int findings) {
        ContainerRecommendation found =
                AtLimit.apply(
                        sized(LIMITS, amounts(420, 300)),
                        profile(i -> i < windows ? 0.4 : 0.1, null),
                        Risk.parse(risk),
                        "headroom",
                        true);

        assertThat(codes(found)).hasSize(findings);
    }

    @Test
    void whoIsBelowItsLimitAndHardlyWaitsIsLeftAlone() {
        ContainerRecommendation before = sized(LIMITS, amounts(420, 300));

        assertThat(found(before, profile(i -> 0.3, hour -> 0.02))).isEqualTo(before);
    }

    @Test
    void aTargetThatIsBeyondAllThatStays() {
        ContainerRecommendation found =
                found(sized(LIMITS, amounts(900, 300)), profile(i -> 0.4, null));

        assertThat(resize(found).target().cpu()).isEqualTo(new Cpu(900));
        assertThat(sentence(found)).endsWith("and the target is beyond that");
    }

    @Test
    void otherStrategiesAreAsTheirMakersHaveThem() {
        ContainerRecommendation found =
                AtLimit.apply(
                        sized(LIMITS, amounts(420, 300)),
                        profile(i -> 0.4, null),
                        Risk.SAFE,
                        "krr",
                        false);

        assertThat(resize(found).target().cpu()).isEqualTo(new Cpu(420));
        assertThat(sentence(found)).endsWith("which the strategy krr does not look at");
    }

    private static ContainerRecommendation found(ContainerProfile profile) {
        return found(sized(LIMITS, amounts(420, 300)), profile);
    }

    private static ContainerRecommendation found(
            ContainerRecommendation container, ContainerProfile profile) {
        return AtLimit.apply(container, profile, Risk.SAFE, "headroom", true);
    }

    private static long millicores(ContainerRecommendation container) {
        return Objects.requireNonNull(resize(container).target().cpu()).millicores();
    }

    /** Fourteen days. */
    private static ContainerProfile profile(
            IntToDoubleFunction cores, @Nullable IntToDoubleFunction heldBack) {
        Profiles profile = Profiles.of("web").windows(14 * DAY, cores, i -> 1 << 20);
        return heldBack == null
                ? profile.build()
                : profile.with(
                                new Particulars(
                                        null,
                                        Profiles.ring(0, 14 * 24, heldBack, ByteScale.CPU_CORES),
                                        null,
                                        null,
                                        0,
                                        null))
                        .build();
    }
}
