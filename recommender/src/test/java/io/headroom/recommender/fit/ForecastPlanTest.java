package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static io.headroom.recommender.fit.Members.deployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.QuotaForecast.Basis;
import io.headroom.recommender.fit.QuotaForecast.Code;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What plans foretell, and what quotas and LimitRanges should be for it. */
class ForecastPlanTest {

    /** Two pods all the time, each with a tenth of a core more every day. */
    @Test
    void requestsThatRiseFillAQuotaThoughPodsDoNot() {
        Member web =
                deployment("web")
                        .requests(amounts(1_500, 512))
                        .target(amounts(1_500, 512))
                        .podsByDay(Collections.nCopies(14, 2.0))
                        .build();

        QuotaAdvice cpu =
                advice(
                        List.of(web),
                        Members.quota("requests.cpu", "4.8", "3"),
                        "requests.cpu",
                        day -> 0.2 + 0.2 * day);

        assertThat(cpu.charged())
                .isEqualTo(
                        new QuotaForecast(
                                Basis.STATUS,
                                Code.FILLS,
                                14,
                                0.2,
                                9.0,
                                Members.AS_OF.plus(Duration.ofDays(9))));
        assertThat(cpu.fullAt()).isEqualTo(Members.AS_OF.plus(Duration.ofDays(9)));
        assertThat(cpu.message()).startsWith("full in 9 days: ");
    }

    /** Somebody requests ever more, and the pods do not need it: the advice does not follow. */
    @Test
    void requestsThatRiseWithoutNeedAreNoReasonForALargerQuota() {
        Member web =
                deployment("web")
                        .requests(amounts(1_500, 512))
                        .target(amounts(500, 512))
                        .days(days(_ -> 2, _ -> 0.4, _ -> 2e8))
                        .build();

        QuotaAdvice cpu =
                advice(
                        List.of(web),
                        Members.quota("requests.cpu", "4.8", "3"),
                        "requests.cpu",
                        day -> 0.2 + 0.2 * day);

        assertThat(cpu.growth()).isZero();
        assertThat(cpu.recommended())
                .as("as long as 3 are used no pod would be replaced with less")
                .isEqualByComparingTo("3");
        assertThat(Objects.requireNonNull(cpu.need()).code()).isEqualTo(Code.STEADY);
        assertThat(cpu.message()).isEqualTo("full in 9 days: for what is needed 1.1 are enough");
    }

    /** Nothing is requested anew, and what each pod uses grows by 20m a day on 260m. */
    @Test
    void needThatRisesIsForetoldAndAdvisedThoughNothingIsChargedMore() {
        Member web =
                deployment("web")
                        .requests(amounts(300, 512))
                        .target(amounts(300, 512))
                        .days(days(_ -> 2, day -> 0.13 + 0.01 * day, _ -> 2e8))
                        .build();

        QuotaAdvice cpu =
                advice(
                        List.of(web),
                        Members.quota("requests.cpu", "0.8", "0.6"),
                        "requests.cpu",
                        _ -> 0.6);

        assertThat(Objects.requireNonNull(cpu.charged()).code()).isEqualTo(Code.STEADY);
        QuotaForecast need = Objects.requireNonNull(cpu.need());
        assertThat(need.code()).isEqualTo(Code.FILLS);
        // the advice of 600m is for 260m: it grows by a twenty-sixth of that each day
        assertThat(need.perDay()).isCloseTo(0.6 / 26, within(1e-9));
        assertThat(need.daysLeft()).isCloseTo(0.2 / (0.6 / 26), within(1e-9));
        assertThat(cpu.growth()).isCloseTo(14 / 26.0, within(1e-9));
        assertThat(cpu.recommended()).isEqualByComparingTo("1.1");
        assertThat(cpu.fullAt()).isNull();
        assertThat(cpu.message())
                .isEqualTo("too little in 8 days for what will be needed: raise it to 1.1");
    }

    @Test
    void memoryGoesByItsPeaks() {
        Member web =
                deployment("web")
                        .target(amounts(500, 512))
                        .days(days(_ -> 2, _ -> 0.2, day -> 1e8 + 1e7 * day))
                        .build();

        List<QuotaAdvice> advice =
                Planner.plan(
                                Members.namespace(
                                        List.of(web),
                                        Members.quota(
                                                "requests.cpu",
                                                "4",
                                                "1",
                                                "requests.memory",
                                                "4294967296",
                                                "1073741824")))
                        .quotas();

        assertThat(advice)
                .extracting(each -> Objects.requireNonNull(each.need()).code())
                .containsExactly(Code.STEADY, Code.FILLS);
        // 1 GiB is advised for 230 MB, which grow by 10 MB a day; 3 GiB are left
        assertThat(Objects.requireNonNull(advice.getLast().need()).daysLeft())
                .isCloseTo(3 * 23.0, within(1e-6));
        assertThat(advice.getLast().growth()).isCloseTo(14 / 23.0, within(1e-9));
    }

    /** Of what an autoscaler may start at most the plan has room already. */
    @Test
    void podsThatAnAutoscalerAddsWithinItsBoundsAreNoGrowthOfTheNeed() {
        Member scaled =
                deployment("web")
                        .replicas(2, 20, 0)
                        .pods(15)
                        .target(amounts(500, 512))
                        .days(days(day -> 2 + day, _ -> 0.2, _ -> 2e8))
                        .build();

        QuotaAdvice cpu =
                Planner.plan(
                                Members.namespace(
                                        List.of(scaled),
                                        Members.quota("requests.cpu", "12", "7.5")))
                        .quotas()
                        .getFirst();

        assertThat(cpu.growth()).isZero();
        assertThat(Objects.requireNonNull(cpu.charged()).code()).isEqualTo(Code.FILLS);
    }

    /** It was scaled to zero, and nothing is advised for it. */
    @Test
    void ofNothingAtAllNothingMoreIsToCome() {
        Member web =
                deployment("web")
                        .pods(0)
                        .replicas(0, 0, 0)
                        .days(days(day -> 2 + day, _ -> 0.2, _ -> 2e8))
                        .build();

        QuotaAdvice pods =
                Planner.plan(Members.namespace(List.of(web), Members.quota("pods", "4", "0")))
                        .quotas()
                        .getFirst();

        assertThat(pods.need())
                .isEqualTo(new QuotaForecast(Basis.NEED, Code.STEADY, 14, null, null, null));
    }

    /** One that ended long ago, and one that runs once a week, are no gap in what others need. */
    @Test
    void whoHadNoPodsOnADayNeededNothing() {
        Member web = deployment("web").days(days(day -> 2 + day, _ -> 0.2, _ -> 2e8)).build();
        Member ended =
                deployment("ended")
                        .days(List.of(new Member.Day(3, 4, 0.2, 2e8)))
                        .pods(0)
                        .replicas(0, 0, 0)
                        .build();
        Member weekly =
                deployment("weekly")
                        .days(
                                List.of(
                                        new Member.Day(2, 1, 0.2, 2e8),
                                        new Member.Day(3, Double.NaN, Double.NaN, Double.NaN),
                                        new Member.Day(9, 1, 0.2, 2e8)))
                        .build();

        QuotaAdvice pods =
                Planner.plan(
                                Members.namespace(
                                        List.of(web, ended, weekly),
                                        Members.quota("pods", "40", "4")))
                        .quotas()
                        .getFirst();

        assertThat(pods.need()).extracting(QuotaForecast::days).isEqualTo(14);
        assertThat(pods.growth()).isEqualTo(14 / 15.0);
    }

    @Test
    void aStatusThatIsTooYoungLeavesItToThePods() {
        Member web =
                deployment("web")
                        .pods(15)
                        .replicas(15, 15, 0)
                        .target(amounts(500, 512))
                        .podsByDay(
                                IntStream.rangeClosed(2, 15).mapToObj(day -> (double) day).toList())
                        .build();
        QuotaState quota = Members.quota("requests.cpu", "12", "7.5");
        NamespaceFacts facts =
                new NamespaceFacts(
                        "shop",
                        Members.AS_OF,
                        List.of(web),
                        List.of(quota),
                        List.of(),
                        List.of(),
                        Map.of("compute", history("requests.cpu", 3, Members.AS_OF, _ -> 7.5)),
                        List.of());

        assertThat(Planner.plan(facts).quotas().getFirst().charged())
                .extracting(QuotaForecast::basis, QuotaForecast::code, QuotaForecast::daysLeft)
                .containsExactly(Basis.PODS, Code.FILLS, 9.0);
    }

    @Test
    void withoutAnyHistoryThatIsWhatIsSaid() {
        QuotaAdvice cpu =
                Planner.plan(
                                Members.namespace(
                                        List.of(deployment("web").build()),
                                        Members.quota("requests.cpu", "12", "1")))
                        .quotas()
                        .getFirst();

        assertThat(cpu.charged())
                .isEqualTo(
                        new QuotaForecast(
                                Basis.STATUS, Code.TOO_LITTLE_HISTORY, 0, null, null, null));
        assertThat(cpu.growth()).isZero();
    }

    /** Nobody changes it for a week: it is as it was, and the trend ends. */
    @Test
    void aStatusStandsUntilAnotherComes() {
        Instant then = Members.AS_OF.minus(Duration.ofDays(9));
        NamespaceFacts facts =
                new NamespaceFacts(
                        "shop",
                        Members.AS_OF,
                        List.of(),
                        List.of(Members.quota("pods", "40", "31")),
                        List.of(),
                        List.of(),
                        Map.of("compute", history("pods", 5, then, day -> 27 + day)),
                        List.of());

        assertThat(Planner.plan(facts).quotas().getFirst().charged())
                .extracting(QuotaForecast::code, QuotaForecast::days)
                .containsExactly(Code.STEP, 13);
    }

    @Test
    void volumesAreForetoldToo() {
        QuotaAdvice storage =
                advice(
                        List.of(deployment("web").build()),
                        Members.quota("requests.storage", "40", "31"),
                        "requests.storage",
                        day -> 18.0 + day);

        assertThat(storage.message()).isEqualTo("full in 9 days: raise it to 50");
        assertThat(storage.reach()).isNull();
        assertThat(storage.need()).isNull();
        assertThat(storage.giveBack()).isZero();
        assertThat(storage.unreachable()).isFalse();
    }

    /** One a day more of 31, and nine are to come. */
    @Test
    void whatGrewByStatefulSetsAloneGrowsIntoWhatIsToCome() {
        QuotaState quota = Members.quota("persistentvolumeclaims", "100", "31");
        IntToDoubleFunction used = day -> 18.0 + day;

        QuotaAdvice own = advice(List.of(claiming(31)), quota, "persistentvolumeclaims", used);
        QuotaAdvice mixed = advice(List.of(claiming(30)), quota, "persistentvolumeclaims", used);

        assertThat(own.needed()).isEqualByComparingTo("40");
        assertThat(own.recommended()).as("45 and a reserve").isEqualByComparingTo("50");
        assertThat(mixed.needed()).isEqualByComparingTo("40");
        assertThat(mixed.recommended())
                .as("45 and nine more, and a reserve")
                .isEqualByComparingTo("60");
    }

    /** A StatefulSet that has so many claims, and gets nine more. */
    private static Member claiming(int there) {
        ClaimTemplates.Template data =
                new ClaimTemplates.Template("data", null, List.of(), BigDecimal.ONE);
        Members db = Members.statefulSet("db").replicas(there, there + 9, 0);
        return db.volumes(
                        new ClaimTemplates(0, List.of(data)),
                        IntStream.range(0, there)
                                .mapToObj(pod ->
                                        data.claim(
                                                new WorkloadRef(
                                                        "shop", "StatefulSet", "apps", "db"),
                                                pod,
                                                null))
                                .toList())
                .build();
    }

    @Test
    void aLimitRangeLetsInWhatPodsWillNeed() {
        LimitRangeAdvice steady = limitRange(_ -> 2e8);
        LimitRangeAdvice growing = limitRange(day -> 1e8 + 1e7 * day);

        assertThat(steady.max().memory()).isEqualTo(Memory.ofMebibytes(1_024));
        assertThat(steady.defaultRequest().memory()).isEqualTo(Memory.ofMebibytes(256));
        // fourteen days of 10 MB on 230 MB
        double growth = 1 + 14 / 23.0;
        assertThat(Objects.requireNonNull(growing.max().memory()).bytes())
                .isCloseTo((long) (growth * 1_024 * (1L << 20)), within(1L << 22));
        assertThat(Objects.requireNonNull(growing.defaultRequest().memory()).bytes())
                .isCloseTo((long) (growth * 256 * (1L << 20)), within(1L << 22));
        assertThat(growing.min()).isEqualTo(steady.min());
        assertThat(growing.max().cpu()).isEqualTo(steady.max().cpu());
    }

    private static LimitRangeAdvice limitRange(IntToDoubleFunction bytes) {
        Member web =
                deployment("web")
                        .target(amounts(500, 256))
                        .limits(amounts(1_000, 512))
                        .targetLimits(amounts(1_000, 512))
                        .days(days(_ -> 2, _ -> 0.2, bytes))
                        .build();
        return Objects.requireNonNull(Planner.plan(Members.namespace(List.of(web))).limitRange());
    }

    private static QuotaAdvice advice(
            List<Member> members, QuotaState quota, String resource, IntToDoubleFunction used) {
        return Planner.plan(
                        new NamespaceFacts(
                                "shop",
                                Members.AS_OF,
                                members,
                                List.of(quota),
                                List.of(),
                                List.of(),
                                Map.of("compute", history(resource, 15, Members.AS_OF, used)),
                                List.of()))
                .quotas()
                .getFirst();
    }

    /** The last of so many days has just begun, with what was used the day before. */
    private static QuotaAssessment history(
            String resource, int days, Instant asOf, IntToDoubleFunction used) {
        List<BigDecimal> highest = new ArrayList<>();
        for (int day = 0; day < days - 1; day++) {
            highest.add(BigDecimal.valueOf(used.applyAsDouble(day)));
        }
        BigDecimal last = highest.getLast();
        highest.add(last);
        return new QuotaAssessment(
                "shop",
                "compute",
                asOf,
                List.of(
                        new QuotaAssessment.Line(
                                resource, BigDecimal.ONE, last, BigDecimal.ZERO, 0, highest)));
    }

    private static List<Member.Day> days(
            IntToDoubleFunction pods, IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        return IntStream.range(0, 14)
                .mapToObj(day ->
                        new Member.Day(
                                day,
                                pods.applyAsDouble(day),
                                cores.applyAsDouble(day),
                                bytes.applyAsDouble(day)))
                .toList();
    }
}
