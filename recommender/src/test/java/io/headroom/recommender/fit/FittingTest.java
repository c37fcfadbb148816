package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Claims.app;
import static io.headroom.recommender.fit.Claims.between;
import static io.headroom.recommender.fit.Claims.claim;
import static io.headroom.recommender.fit.Claims.limited;
import static io.headroom.recommender.fit.Claims.line;
import static io.headroom.recommender.fit.Claims.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.Amount.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FittingTest {
    private static final Amount NOTHING = between(0, 0);

    @Test
    void whatFitsIsLeftAsItIs() {
        Claim web = claim("web", 0, 3, between(100, 500), between(1_000, 2_000));

        Fit fit =
                Fitting.of(
                        List.of(web),
                        List.of(line("requests.cpu", 1_500, web), line("memory", 6_000, web)));

        assertThat(fit.fits()).isTrue();
        assertThat(plan(fit).grants()).isEqualTo(fit.wanted());
    }

    @Test
    void namesTheObjectTheLineAndHowMuchIsMissing() {
        Claim web = claim("web", 0, 3, between(100, 500), between(1_000, 2_000));

        Fit fit =
                Fitting.of(
                        List.of(web),
                        List.of(
                                new QuotaLine(
                                        "compute",
                                        "requests.memory",
                                        6_500,
                                        1_000,
                                        Claims.workloads(web)),
                                line("compute", "requests.cpu", 1_500, List.of(web))));

        assertThat(fit.fits()).isFalse();
        assertThat(fit.blockedBy())
                .singleElement()
                .satisfies(shortage -> {
                    assertThat(shortage.line().quota()).isEqualTo("compute");
                    assertThat(shortage.line().resource()).isEqualTo("requests.memory");
                    assertThat(shortage.needed()).isEqualTo(7_000);
                    assertThat(shortage.missing()).isEqualTo(500);
                });
    }

    @Test
    void theLowerPriorityClassGivesUpFirst() {
        Claim high = claim("a-high", 1_000, 1, between(100, 1_000), NOTHING);
        Claim low = claim("b-low", 0, 1, between(400, 1_000), NOTHING);
        List<Claim> both = List.of(high, low);

        assertThat(cpu(Fitting.of(both, List.of(line("requests.cpu", 1_500, high, low)))))
                .containsExactly(1_000L, 500L);
        assertThat(cpu(Fitting.of(both, List.of(line("requests.cpu", 1_200, high, low)))))
                .containsExactly(800L, 400L);
    }

    @Test
    void theSumOfUnmetNeedRelativeToNeedIsSmallestWhereTheLargestGivesUp() {
        Claim large = claim("large", 0, 1, between(0, 4_000), NOTHING);
        Claim small = claim("small", 0, 1, between(0, 500), NOTHING);

        assertThat(
                        cpu(
                                Fitting.of(
                                        List.of(large, small),
                                        List.of(line("requests.cpu", 4_000, large, small)))))
                .containsExactly(3_500L, 500L);
    }

    @Test
    void ofTwoAlikeTheLaterByNameGivesUp() {
        Claim first = claim("a", 0, 2, between(0, 1_000), NOTHING);
        Claim second = claim("b", 0, 2, between(0, 1_000), NOTHING);

        assertThat(
                        cpu(
                                Fitting.of(
                                        List.of(second, first),
                                        List.of(line("requests.cpu", 3_000, first, second)))))
                .containsExactly(1_000L, 500L);
    }

    @Test
    void memoryIsNeverCutBelowThePeakThatWasObserved() {
        Claim web = claim("web", 0, 2, NOTHING, between(900, 1_000));
        Claim api = claim("api", 0, 2, NOTHING, between(300, 1_000));

        Fit fit = Fitting.of(List.of(web, api), List.of(line("requests.memory", 2_400, web, api)));

        assertThat(memory(fit)).containsExactly(300L, 900L);
    }

    @Test
    void whenNotEvenTheLeastFitsItSaysOnWhichLine() {
        Claim web = claim("web", 0, 2, NOTHING, between(900, 1_000));

        Fit fit = Fitting.of(List.of(web), List.of(line("requests.memory", 1_700, web)));

        assertThat(fit.plan()).isNull();
        assertThat(fit.stuckOn())
                .singleElement()
                .satisfies(shortage -> assertThat(shortage.missing()).isEqualTo(100));
    }

    @Test
    void whenTheLeastOfAllPodsDoesNotFitSomeDoWithoutPods() {
        Claim web =
                new Claim(
                        workload("web"),
                        0,
                        10,
                        2,
                        1,
                        List.of(app(NOTHING, between(900, 1_000))),
                        Resources.NONE,
                        Map.of());

        Fit fit = Fitting.of(List.of(web), List.of(line("requests.memory", 5_000, web)));

        Grant grant = plan(fit).grants().getFirst();
        assertThat(grant.pods()).isEqualTo(5);
        assertThat(grant.memory()).containsExactly(new Given(1_000, Amount.NONE));
    }

    @Test
    void theLineOfPodsIsFittedLikeAnyOther() {
        Claim web =
                new Claim(
                        workload("web"),
                        0,
                        10,
                        2,
                        1,
                        List.of(app(NOTHING, NOTHING)),
                        Resources.NONE,
                        Map.of());
        Claim job = claim("job", 5, 3, NOTHING, NOTHING);

        Fit fit = Fitting.of(List.of(web, job), List.of(line("pods", 8, web, job)));

        assertThat(fit.blockedBy()).extracting(Shortage::missing).containsExactly(6L);
        assertThat(plan(fit).grants()).extracting(Grant::pods).containsExactly(3, 5);
    }

    @Test
    void limitsGoDownToTheirRequestsBeforeRequestsDo() {
        Claim web = claim("web", 0, 2, limited(100, 500, 2_000), NOTHING);
        List<QuotaLine> lines = List.of(line("limits.cpu", 2_000, web));

        Grant grant = plan(Fitting.of(List.of(web), lines)).grants().getFirst();

        assertThat(grant.cpu()).containsExactly(new Given(500, 1_000));
        Grant tighter =
                plan(Fitting.of(List.of(web), List.of(line("limits.cpu", 800, web))))
                        .grants()
                        .getFirst();
        assertThat(tighter.cpu()).containsExactly(new Given(400, 400));
    }

    @Test
    void aLimitKeepsWithinTheRatioOfACutRequest() {
        Amount cpu = new Amount(500, 100, 1_000, 0, 2, false);
        Claim web = claim("web", 0, 1, cpu, NOTHING);

        Grant grant =
                plan(Fitting.of(List.of(web), List.of(line("requests.cpu", 300, web))))
                        .grants()
                        .getFirst();

        assertThat(grant.cpu()).containsExactly(new Given(300, 600));
    }

    /** The API server divides in binary, and takes 403 of 100 for more than 4.03. */
    @Test
    void aCutLimitIsOneThatAdmissionTakesForWithinTheRatio() {
        Amount cpu = new Amount(500, 100, 2_000, 0, 4.03, false);
        Claim web = claim("web", 0, 1, cpu, NOTHING);

        Grant grant =
                plan(Fitting.of(List.of(web), List.of(line("requests.cpu", 100, web))))
                        .grants()
                        .getFirst();

        assertThat(grant.cpu()).containsExactly(new Given(100, 402));
    }

    @Test
    void aGuaranteedPodStaysGuaranteed() {
        Amount cpu = new Amount(500, 100, 500, 0, Double.POSITIVE_INFINITY, true);
        Claim web = claim("web", 0, 1, cpu, NOTHING);

        Grant grant =
                plan(Fitting.of(List.of(web), List.of(line("requests.cpu", 300, web))))
                        .grants()
                        .getFirst();

        assertThat(grant.cpu()).containsExactly(new Given(300, 300));
    }

    @Test
    void theMoreAllOfSeveralQuotasAllowHolds() {
        Claim high = claim("high", 1_000, 2, between(0, 1_000), NOTHING);
        Claim low = claim("low", 0, 2, between(0, 1_000), NOTHING);

        Fit fit =
                Fitting.of(
                        List.of(high, low),
                        List.of(
                                line("all", "requests.cpu", 3_000, List.of(high, low)),
                                line("high", "requests.cpu", 1_600, List.of(high))));

        assertThat(fit.blockedBy())
                .extracting(shortage -> shortage.line().quota(), Shortage::missing)
                .containsExactly(tuple("all", 1_000L), tuple("high", 400L));
        assertThat(cpu(fit)).containsExactly(800L, 700L);
    }

    @Test
    void aPodIsCutAsAWholeAndItsInitContainersAndOverheadAreCounted() {
        Claim web =
                new Claim(
                        workload("web"),
                        0,
                        1,
                        1,
                        0,
                        List.of(
                                new Want("init", ContainerType.INIT, NOTHING, fixed(500)),
                                new Want("mesh", ContainerType.SIDECAR, NOTHING, between(50, 100)),
                                app(NOTHING, between(100, 700))),
                        new Resources(null, new Memory(10)),
                        Map.of());

        Grant grant =
                plan(Fitting.of(List.of(web), List.of(line("requests.memory", 610, web))))
                        .grants()
                        .getFirst();

        assertThat(grant.perPod("requests.memory")).isLessThanOrEqualTo(610);
        assertThat(grant.memory())
                .extracting(Given::request)
                .satisfies(requests -> {
                    assertThat(requests.getFirst()).isEqualTo(500);
                    assertThat(requests.get(1)).isBetween(50L, 99L);
                    assertThat(requests.get(2)).isBetween(400L, 699L);
                });
    }

    @Test
    void aHardLimitOfZeroLetsNothingIn() {
        Claim web = claim("web", 0, 1, between(100, 500), NOTHING);

        Fit fit = Fitting.of(List.of(web), List.of(line("requests.cpu", 0, web)));

        assertThat(fit.blockedBy()).extracting(Shortage::missing).containsExactly(500L);
        assertThat(fit.plan()).isNull();
        assertThat(fit.stuckOn()).extracting(Shortage::missing).containsExactly(100L);
    }

    @Test
    void whatOthersUseUpBlocksNobodyWhoNeedsNothingOfIt() {
        Claim web = claim("web", 0, 1, between(100, 500), NOTHING);

        assertThat(
                        Fitting.of(
                                        List.of(web),
                                        List.of(
                                                new QuotaLine(
                                                        "gpu",
                                                        "requests.nvidia.com/gpu",
                                                        1,
                                                        2,
                                                        Claims.workloads(web))))
                                .fits())
                .isTrue();
    }

    @Test
    void moreThanCanBeAddedUpHasNoPlan() {
        long much = 100_000_000_000_000L;
        Claim web = claim("web", 0, 1_000, NOTHING, between(0, much));

        Fit fit = Fitting.of(List.of(web), List.of(line("requests.memory", much, web)));

        assertThat(fit.fits()).isFalse();
        assertThat(fit.plan()).isNull();
        assertThat(fit.stuckOn()).isNotEmpty();
    }

    @Test
    void aLowClassKeepsItsFewestPodsAndNoMoreWhileAHighOneIsShort() {
        Claim high = scaled("high", 1_000, 1, 1, 0, between(5_000, 10_000));
        Claim low = scaled("low", 0, 1, 6, 0, between(1_000, 1_000));

        Fit fit = Fitting.of(List.of(high, low), List.of(line("requests.cpu", 11_000, high, low)));

        assertThat(plan(fit).grants()).extracting(Grant::pods).containsExactly(1, 1);
        assertThat(cpu(fit)).containsExactly(10_000L, 1_000L);
        assertThat(plan(fit).proved()).isTrue();
    }

    @Test
    void aLowClassHasNoSurgeAtTheExpenseOfAHighOne() {
        Claim high = scaled("high", 1_000, 1, 1, 0, between(5_000, 10_000));
        Claim low = scaled("low", 0, 4, 4, 4, between(1_000, 1_000));

        Fit fit = Fitting.of(List.of(high, low), List.of(line("requests.cpu", 13_999, high, low)));

        // beside the four pods that are the fewest there are 9.999 cores
        assertThat(plan(fit).grants()).extracting(Grant::pods).containsExactly(1, 4);
        assertThat(cpu(fit)).containsExactly(9_990L, 1_000L);
    }

    @Test
    void whatTheHighClassLeavesGoesToTheLowOne() {
        Claim high = scaled("high", 1_000, 1, 1, 0, between(5_000, 10_000));
        Claim low = scaled("low", 0, 1, 6, 0, between(1_000, 1_000));

        Fit fit = Fitting.of(List.of(high, low), List.of(line("requests.cpu", 14_500, high, low)));

        assertThat(plan(fit).grants()).extracting(Grant::pods).containsExactly(1, 4);
        assertThat(cpu(fit)).containsExactly(10_000L, 1_000L);
    }

    @Test
    void withinAClassRequestsAreCutRatherThanPodsAsAPodThatIsNotThereLacksAllThatItRequests() {
        Claim fixed = scaled("fixed", 0, 1, 4, 0, between(1_000, 1_000));
        Claim pliable = scaled("pliable", 0, 4, 4, 0, between(200, 1_000));

        Fit fit =
                Fitting.of(
                        List.of(fixed, pliable),
                        List.of(line("requests.cpu", 7_000, fixed, pliable)));
        Fit tighter =
                Fitting.of(
                        List.of(fixed, pliable),
                        List.of(line("requests.cpu", 4_500, fixed, pliable)));

        assertThat(plan(fit).grants()).extracting(Grant::pods).containsExactly(4, 4);
        assertThat(cpu(fit)).containsExactly(1_000L, 750L);
        // four pods at the least are 0.8 cores: one of the others has to go, and no more
        assertThat(plan(tighter).grants()).extracting(Grant::pods).containsExactly(3, 4);
        assertThat(cpu(tighter)).containsExactly(1_000L, 375L);
    }

    @Test
    void anInitContainerThatCountsForMoreHoldsLimitsUpLater() {
        Claim web =
                claim(
                        "web",
                        0,
                        1,
                        List.of(
                                new Want(
                                        "init",
                                        ContainerType.INIT,
                                        Amount.fixed(1_000, 1_500),
                                        NOTHING),
                                app(limited(500, 2_000, 2_000), NOTHING)));

        Fit fit = Fitting.of(List.of(web), List.of(line("limits.cpu", 1_900, web)));

        assertThat(plan(fit).proved()).isTrue();
        Given app = plan(fit).grants().getFirst().cpu().getLast();
        // a thousandth of all that its containers request is 3 millicores
        assertThat(app.request()).isBetween(1_897L, 1_900L);
        assertThat(app.limit()).isEqualTo(app.request());
    }

    @Test
    void whereOnlyOneContainerOfAPodHasALimitNoMoreIsCutThanThatNeeds() {
        Claim web =
                claim(
                        "web",
                        0,
                        1,
                        List.of(
                                new Want(
                                        "mesh",
                                        ContainerType.SIDECAR,
                                        between(200, 1_000),
                                        NOTHING),
                                app(limited(200, 1_000, 1_000), NOTHING)));

        Fit fit =
                Fitting.of(
                        List.of(web),
                        List.of(
                                line("q", "requests.cpu", 1_900, List.of(web)),
                                line("q", "limits.cpu", 800, List.of(web))));

        assertThat(plan(fit).proved()).isTrue();
        assertThat(plan(fit).grants().getFirst().cpu())
                .containsExactly(new Given(800, Amount.NONE), new Given(800, 800));
    }

    @Test
    void moreLinesThanALongHasBitsAreFitted() {
        List<Claim> claims = new ArrayList<>();
        List<QuotaLine> lines = new ArrayList<>();
        for (int at = 0; at < 70; at++) {
            Claim claim = claim("w%02d".formatted(at), 0, 1, between(100, 1_000), NOTHING);
            claims.add(claim);
            lines.add(line("q" + at, "requests.cpu", at < 6 ? 600 : 900, List.of(claim)));
        }

        Fit fit = Fitting.of(claims, lines);

        assertThat(plan(fit).proved()).isTrue();
        assertThat(cpu(fit).subList(0, 6)).containsOnly(600L);
        assertThat(cpu(fit).subList(6, 70)).containsOnly(900L);
    }

    @Test
    void quotasThatLieWithinOneOfAllAreFittedTogether() {
        List<Claim> claims = new ArrayList<>();
        List<QuotaLine> lines = new ArrayList<>();
        for (int at = 0; at < 70; at++) {
            Claim claim = claim("w%02d".formatted(at), 0, 1, between(100, 1_000), NOTHING);
            claims.add(claim);
            lines.add(line("q" + at, "requests.cpu", at < 6 ? 600 : 900, List.of(claim)));
        }
        lines.add(line("all", "requests.cpu", 61_000, claims));

        Fit fit = Fitting.of(claims, lines);

        assertThat(plan(fit).proved()).isTrue();
        assertThat(cpu(fit).stream().mapToLong(Long::longValue).sum()).isEqualTo(61_000);
    }

    @Test
    void ofQuotasThatLieWithinOneOfAllEachGivesItsHighClassAllThatItCan() {
        List<Claim> claims = new ArrayList<>();
        List<QuotaLine> lines = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            Claim high = claim("w%02d-high".formatted(at), 100, 1, between(100, 1_000), NOTHING);
            Claim low = claim("w%02d-low".formatted(at), 0, 1, between(100, 1_000), NOTHING);
            claims.addAll(List.of(high, low));
            lines.add(line("q" + at, "requests.cpu", at < 25 ? 900 : 1_600, List.of(high, low)));
        }
        lines.add(line("all", "requests.cpu", 55_000, claims));

        Fit fit = Fitting.of(claims, lines);

        // of 900 the low ones keep their least; of 1,600 there are 600 for them, if all had that
        List<Grant> grants = plan(fit).grants();
        long high = 0;
        long low = 0;
        for (int at = 0; at < grants.size(); at++) {
            long request = grants.get(at).cpu().getFirst().request();
            high += at % 2 == 0 ? request : 0;
            low += at % 2 == 0 ? 0 : request;
        }
        assertThat(high).isEqualTo(25 * 800 + 25 * 1_000);
        assertThat(low).isEqualTo(55_000 - high);
    }

    /** One container without limits, and an autoscaler. */
    private static Claim scaled(
            String name, int priority, int fewest, int most, int surge, Amount cpu) {
        return new Claim(
                workload(name),
                priority,
                most,
                fewest,
                surge,
                List.of(app(cpu, NOTHING)),
                Resources.NONE,
                Map.of());
    }

    private static Amount fixed(long amount) {
        return Amount.fixed(amount, Amount.NONE);
    }

    private static List<Long> cpu(Fit fit) {
        return plan(fit).grants().stream().map(grant -> grant.cpu().getFirst().request()).toList();
    }

    private static List<Long> memory(Fit fit) {
        return plan(fit).grants().stream()
                .map(grant -> grant.memory().getFirst().request())
                .toList();
    }

    private static Fit.Plan plan(Fit fit) {
        return Objects.requireNonNull(fit.plan());
    }
}
