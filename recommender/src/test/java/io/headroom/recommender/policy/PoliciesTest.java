package io.headroom.recommender.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.PolicyValue;
import io.headroom.model.recommendation.PolicyValue.Origin;
import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.scale.advice.ScalingTerms;
import io.headroom.recommender.size.LimitPolicy;
import io.headroom.recommender.size.LimitRule;
import io.headroom.recommender.size.Tuning;
import io.headroom.recommender.size.headroom.Risk;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    private static final Set<String> STRATEGIES = Set.of("vpa", "krr");

    @Test
    void theNearestToTheWorkloadIsHeard() {
        Policy policy =
                from(Map.of("policy.cpu-min", "10m", "policy.cpu-max", "2", "policy.risk", "cheap"))
                        .policy(
                                Map.of("headroom.io/cpu-min", "50m"),
                                Map.of(
                                        "headroom.io/cpu-min",
                                        "20m",
                                        "headroom.io/risk",
                                        "safe",
                                        "headroom.io/strategy",
                                        "krr"));

        assertThat(policy.values())
                .containsExactly(
                        new PolicyValue("strategy", "krr", Origin.NAMESPACE),
                        new PolicyValue("risk", "safe", Origin.NAMESPACE),
                        new PolicyValue("cpu-min", "50m", Origin.WORKLOAD),
                        new PolicyValue("cpu-max", "2", Origin.SETTINGS));
        assertThat(policy.strategy()).contains("krr");
        assertThat(policy.risk()).isEqualTo(Risk.SAFE);
        assertThat(policy.bounds().minAllowed()).isEqualTo(new Resources(new Cpu(50), null));
        assertThat(policy.bounds().maxAllowed()).isEqualTo(new Resources(new Cpu(2_000), null));
    }

    @Test
    void nothingIsAskedForUnlessSomebodyDoes() {
        Policy policy = from(Map.of()).policy(Map.of("other/risk", "x"), Map.of());

        assertThat(policy.values()).isEmpty();
        assertThat(policy.risk()).isEqualTo(Risk.SAFE);
        assertThat(policy.tuning()).isEqualTo(Tuning.DEFAULT);
        assertThat(policy.exclusion("web")).isEmpty();
    }

    @Test
    void aNamespaceMayBeTakenInWhereTheRestIsLeftOut() {
        Policies policies = from(Map.of("policy.exclude", "true"));

        assertThat(policies.policy(Map.of(), Map.of()).exclusion("web"))
                .contains(new PolicyValue("exclude", "true", Origin.SETTINGS));
        assertThat(
                        policies.policy(Map.of(), Map.of("headroom.io/exclude", "false"))
                                .exclusion("web"))
                .isEmpty();
    }

    @Test
    void singleContainersMayBeLeftOut() {
        Policy policy =
                from(Map.of())
                        .policy(Map.of("headroom.io/exclude-containers", "mesh, log"), Map.of());

        assertThat(policy.exclusion("log")).isPresent();
        assertThat(policy.exclusion("web")).isEmpty();
    }

    @Test
    void aFloorTakesThePlaceOfTheStrategysOwn() {
        Tuning tuning =
                from(Map.of())
                        .policy(
                                Map.of(
                                        "headroom.io/cpu-percentile", "99.5",
                                        "headroom.io/memory-margin", "30%",
                                        "headroom.io/memory-min", "4Mi"),
                                Map.of())
                        .tuning();

        assertThat(tuning.cpu()).isEqualTo(new Tuning.Rule(0.995, 0.15, true));
        assertThat(tuning.memory()).isEqualTo(new Tuning.Rule(0.9, 0.3, false));
    }

    @Test
    void limitsHaveRulesOfTheirOwn() {
        assertThat(
                        from(Map.of("policy.qos", "any", "policy.cpu-limit", "none"))
                                .policy(Map.of("headroom.io/memory-limit", "30%"), Map.of())
                                .limits())
                .isEqualTo(new LimitPolicy(new LimitRule.None(), new LimitRule.Above(0.3), false));
        assertThat(from(Map.of()).policy(Map.of(), Map.of()).limits())
                .isEqualTo(LimitPolicy.DEFAULT);
    }

    @Test
    void scalingIsByUtcAndWithoutBoundsUnlessSomebodyAsks() {
        assertThat(from(Map.of()).policy(Map.of(), Map.of()).scaling())
                .isEqualTo(ScalingTerms.NONE);
        assertThat(
                        from(Map.of("policy.time-zone", "Europe/Berlin"))
                                .policy(
                                        Map.of("headroom.io/min-replicas", "3"),
                                        Map.of("headroom.io/max-replicas", "40"))
                                .scaling())
                .isEqualTo(new ScalingTerms(3, 40, ZoneId.of("Europe/Berlin")));
    }

    /** Of two that nobody wrote side by side, as with the amounts. */
    @Test
    void aMinimumAboveTheMaximumOfSomebodyElseGivesWay() {
        assertThat(
                        from(Map.of("policy.max-replicas", "4"))
                                .policy(Map.of("headroom.io/min-replicas", "6"), Map.of())
                                .scaling())
                .isEqualTo(new ScalingTerms(4, 4, ZoneId.of("UTC")));
        assertThat(
                        from(Map.of())
                                .level(
                                        Map.of(
                                                "headroom.io/min-replicas", "6",
                                                "headroom.io/max-replicas", "4"))
                                .problems())
                .containsExactly(
                        new PolicyLevel.Problem(
                                "headroom.io/min-replicas",
                                "6",
                                "must not be more than headroom.io/max-replicas, which is 4"));
    }

    @Test
    void pricesAreReadFromTheAnswer() {
        Policy policy =
                from(Map.of()).policy(Map.of("headroom.io/price-per-core-hour", "0.02"), Map.of());

        assertThat(Policy.price(policy.values())).isEqualTo(new Price(0.02, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exclude | yes | must be true or false",
                "exclude-containers | Web! | must be names of containers, separated by commas",
                "strategy | guess | must be one of krr, vpa",
                "risk | -1 | must be safe, balanced, cheap or a positive number, such as 45",
                "cpu-percentile | 0.95 | must be a number from 1 to 100, such as 95",
                "memory-percentile | NaN | must be a number from 1 to 100, such as 95",
                "cpu-margin | 0.15 | must be a percentage from 0% to 1000%, such as 15%",
                "cpu-min | 0 | must be a quantity of CPU of at least 1m",
                "cpu-max | lots | not a quantity of CPU: 'lots'",
                "memory-min | 1Mi | must be a quantity of memory of at least 4Mi",
                "memory-max | 1 GB | not a quantity of memory: '1 GB'",
                "cpu-limit | 0 | must be keep, none, equal, ratio, headroom, a percentage above the"
                        + " request such as 30%, or an amount",
                "memory-limit | most | must be keep, none, equal, ratio, headroom, a percentage above"
                        + " the request such as 30%, or an amount",
                "qos | Guaranteed | must be keep or any",
                "startup | 5m | must be apart or count",
                "page-cache | yes | must be leave-out or count",
                "min-replicas | 0 | must be a whole number from 1 to 999999, such as 3",
                "max-replicas | many | must be a whole number from 1 to 999999, such as 3",
                "time-zone | Berlin | must be the name of a time zone of the IANA database, such as"
                        + " Europe/Berlin",
                "time-zone | UTC+2 | must be the name of a time zone of the IANA database, such as"
                        + " Europe/Berlin",
                "idle-cpu | some | not a quantity of CPU: 'some'",
                "idle-days | 15 | must be a whole number from 1 to 14",
                "price-per-gib-hour | -1 | must be a number that is not negative, such as 0.031",
                "cpu-mni | 1 | there is no such annotation"
            })
    void aWrongValueDoesNotCountAndTheNextLevelApplies(String word, String value, String rule) {
        Map<String, String> wrong = Map.of("headroom.io/" + word, value);
        Policies policies = from(Map.of());

        assertThat(policies.level(wrong).problems())
                .containsExactly(new PolicyLevel.Problem("headroom.io/" + word, value, rule));
        assertThat(policies.policy(wrong, Map.of()).values()).isEmpty();
    }

    @Test
    void aWrongValueOfTheWorkloadLeavesThatOfTheNamespace() {
        assertThat(
                        from(Map.of())
                                .policy(
                                        Map.of("headroom.io/memory-min", "none"),
                                        Map.of("headroom.io/memory-min", "32Mi"))
                                .bounds()
                                .minAllowed())
                .isEqualTo(new Resources(null, Memory.ofMebibytes(32)));
    }

    @Test
    void aFloorAboveTheCeilingBesideItDoesNotCount() {
        PolicyLevel level =
                from(Map.of())
                        .level(Map.of("headroom.io/cpu-min", "2", "headroom.io/cpu-max", "500m"));

        assertThat(level.values()).containsOnlyKeys(PolicyKey.CPU_MAX);
        assertThat(level.problems())
                .containsExactly(
                        new PolicyLevel.Problem(
                                "headroom.io/cpu-min",
                                "2",
                                "must not be more than headroom.io/cpu-max, which is 500m"));
    }

    @Test
    void wrongSettingsStopTheStart() {
        assertThatThrownBy(() ->
                        from(
                                Map.of(
                                        "policy.risk", "reckless",
                                        "policy.memory-min", "2Gi",
                                        "policy.memory-max", "1Gi")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("policy.risk=reckless: must be safe, balanced, cheap")
                .hasMessageContaining(
                        "policy.memory-min=2Gi: must not be more than policy.memory-max, which is"
                                + " 1Gi");
    }

    private static Policies from(Map<String, String> values) {
        Settings settings = Settings.of(values);
        Policies policies = Policies.from(settings, STRATEGIES);
        settings.finish();
        return policies;
    }
}
