package io.headroom.recommender.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.output.ScalingForm;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScalingFormsTest {
    private static final ScalingRules DISABLED =
            new ScalingRules(Duration.ZERO, ScalingRules.Select.DISABLED, List.of(), null);

    /** A minimum passes by the behavior, a metric does not. */
    @Test
    void thereIsNoScheduleForKedaWhereNoMetricAddsReplicas() {
        assertThatThrownBy(() -> form(ScalingForm.KEDA, 5, 2))
                .hasMessageStartingWith("no keda for shop/Deployment.apps/cart: ")
                .hasMessageContaining("disables scaling up")
                .hasMessageEndingWith("set minReplicaCount to 7");
        assertThat(form(ScalingForm.PATCH, 5, 2)).contains("{\"spec\":{\"minReplicas\":5}}");
        assertThat(form(ScalingForm.KEDA, 5, 5)).contains("minReplicaCount: 5");
    }

    private static String form(ScalingForm form, int... floor) {
        HpaSpec spec =
                HpaSpec.ofCpu(2, 20, 70)
                        .withBehavior(new Behavior(DISABLED, Behavior.DEFAULT.scaleDown()));
        FloorSchedule schedule = new FloorSchedule(FloorSchedule.DAY_SECONDS, floor);
        HpaSpec scheduled = spec.withReplicas(schedule.lowest(), 20);
        ScalingOverview found =
                new ScalingOverview(
                        new WorkloadRef("shop", "Deployment", "apps", "cart"),
                        "cart",
                        Instant.EPOCH,
                        "scaling_disabled",
                        "its minimum alone adds replicas",
                        null,
                        null,
                        null,
                        null,
                        null,
                        new ScalingOverview.Advised(
                                spec.withReplicas(7, 20),
                                new Scheduled(scheduled, schedule),
                                null));
        return new String(
                ScalingForms.one(form, found, Optional::empty).body(), StandardCharsets.UTF_8);
    }
}
