package io.headroom.recommender.fit.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.admission.Verdict.Bound;
import io.headroom.recommender.fit.admission.Verdict.Excess;
import io.headroom.recommender.fit.admission.Verdict.Violation;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** By hand; beside a real API server it is tried in ClaimAdmissionIT. */
class ClaimAdmissionTest {

    @Test
    void aClaimCountsOnceForItselfAndOnceForItsClass() {
        assertThat(ClaimCharge.of(claim("fast", "100", null)))
                .isEqualTo(
                        Map.of(
                                "persistentvolumeclaims",
                                BigDecimal.ONE,
                                "count/persistentvolumeclaims",
                                BigDecimal.ONE,
                                "requests.storage",
                                new BigDecimal("100"),
                                "fast.storageclass.storage.k8s.io/persistentvolumeclaims",
                                BigDecimal.ONE,
                                "fast.storageclass.storage.k8s.io/requests.storage",
                                new BigDecimal("100")));
        assertThat(ClaimCharge.of(claim(null, "100", null)))
                .containsOnlyKeys(
                        "persistentvolumeclaims",
                        "count/persistentvolumeclaims",
                        "requests.storage");
    }

    @Test
    void itsBytesAreWholeAndThoseSetAsideForItWhereTheyAreMore() {
        assertThat(ClaimCharge.of(claim(null, "128974848.0001", null)))
                .containsEntry("requests.storage", new BigDecimal("128974849"));
        assertThat(ClaimCharge.of(claim(null, "100", "200")))
                .containsEntry("requests.storage", new BigDecimal("200"));
        assertThat(ClaimCharge.of(claim(null, "100", "50")))
                .containsEntry("requests.storage", new BigDecimal("100"));
    }

    @Test
    void isRefusedByTheLineOfItsClassAlone() {
        QuotaState quota =
                quota(
                        Map.of(
                                "requests.storage",
                                new BigDecimal("1000"),
                                "fast.storageclass.storage.k8s.io/requests.storage",
                                new BigDecimal("99")),
                        Map.of(
                                "requests.storage",
                                BigDecimal.ZERO,
                                "fast.storageclass.storage.k8s.io/requests.storage",
                                BigDecimal.ZERO),
                        List.of());
        ClaimAdmission admission = new ClaimAdmission(List.of(), List.of(quota));

        assertThat(admission.judge(claim("fast", "100", null)))
                .isEqualTo(
                        new Verdict.OverQuota(
                                List.of(
                                        new Excess(
                                                "q",
                                                Why.EXCEEDED,
                                                Map.of(
                                                        "fast.storageclass.storage.k8s.io"
                                                                + "/requests.storage",
                                                        BigDecimal.ONE)))));
        assertThat(admission.judge(claim("slow", "100", null)))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aQuotaThatNobodyHasCountedRefuses() {
        QuotaState quota =
                quota(Map.of("persistentvolumeclaims", BigDecimal.TEN), Map.of(), List.of());

        assertThat(new ClaimAdmission(List.of(), List.of(quota)).judge(claim(null, "1", null)))
                .isEqualTo(
                        new Verdict.OverQuota(
                                List.of(
                                        new Excess(
                                                "q",
                                                Why.NOT_COUNTED,
                                                Map.of(
                                                        "persistentvolumeclaims",
                                                        BigDecimal.ZERO)))));
    }

    @Test
    void aQuotaOfPodsHasNothingToSayOfClaims() {
        QuotaState quota = quota(Map.of("pods", BigDecimal.ZERO), Map.of(), List.of());
        QuotaState scoped =
                quota(
                        Map.of("persistentvolumeclaims", BigDecimal.ZERO),
                        Map.of("persistentvolumeclaims", BigDecimal.ZERO),
                        List.of("VolumeAttributesClass In gold"));

        assertThat(
                        new ClaimAdmission(List.of(), List.of(quota, scoped))
                                .judge(claim(null, "1", null)))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void theScopeOfAttributesLooksAtAllClassesThatItHasOrWants() {
        VolumeClaimState changing =
                new VolumeClaimState(
                        "n", "c", null, List.of("gold", "silver"), BigDecimal.ONE, null);
        VolumeClaimState plain = claim(null, "1", null);

        assertThat(isInScope("VolumeAttributesClass In silver,bronze", changing)).isTrue();
        assertThat(isInScope("VolumeAttributesClass NotIn silver", changing)).isTrue();
        assertThat(isInScope("VolumeAttributesClass NotIn silver,gold", changing)).isFalse();
        assertThat(isInScope("VolumeAttributesClass Exists", changing)).isTrue();
        assertThat(isInScope("VolumeAttributesClass DoesNotExist", changing)).isFalse();
        assertThat(isInScope("VolumeAttributesClass In silver", plain)).isFalse();
        assertThat(isInScope("VolumeAttributesClass NotIn silver", plain)).isTrue();
        assertThat(isInScope("VolumeAttributesClass DoesNotExist", plain)).isTrue();
    }

    @Test
    void aLimitRangeBoundsWhatIsAskedForAndSoDoTwoThatContradictEachOther() {
        LimitRangeState small = limitRange("small", Map.of(), Map.of("storage", BigDecimal.ONE));
        LimitRangeState large = limitRange("large", Map.of("storage", BigDecimal.TEN), Map.of());

        assertThat(
                        new ClaimAdmission(List.of(small, large), List.of())
                                .judge(claim(null, "5", null)))
                .isEqualTo(
                        new Verdict.OutOfRange(
                                List.of(
                                        new Violation(
                                                "small",
                                                "PersistentVolumeClaim",
                                                Bound.MAX,
                                                "storage"),
                                        new Violation(
                                                "large",
                                                "PersistentVolumeClaim",
                                                Bound.MIN,
                                                "storage"))));
    }

    private static boolean isInScope(String scope, VolumeClaimState claim) {
        return ClaimCharge.isInScope(quota(Map.of(), Map.of(), List.of(scope)), claim);
    }

    private static QuotaState quota(
            Map<String, BigDecimal> hard, Map<String, BigDecimal> used, List<String> scopes) {
        return new QuotaState("n", "q", hard, used, scopes);
    }

    private static LimitRangeState limitRange(
            String name, Map<String, BigDecimal> min, Map<String, BigDecimal> max) {
        return new LimitRangeState(
                "n",
                name,
                List.of(
                        new LimitRangeState.Item(
                                "PersistentVolumeClaim",
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Map.of(),
                                new LimitRangeState.Exact(
                                        min, max, Map.of(), Map.of(), Map.of()))));
    }

    private static VolumeClaimState claim(
            @Nullable String storageClass, String requested, @Nullable String allocated) {
        return new VolumeClaimState(
                "n",
                "c",
                storageClass,
                List.of(),
                new BigDecimal(requested),
                allocated == null ? null : new BigDecimal(allocated));
    }
}
