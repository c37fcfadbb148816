package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaMetric.ContainerResource;
import io.headroom.recommender.scale.hpa.HpaMetric.External;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.size.PodShape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of an autoscaler is advised, and what stays. */
class CpuPartTest {
    private static final HpaMetric CPU = new Resource("cpu", new Utilization(60));
    private static final HpaMetric AMOUNT = new Resource("cpu", new AverageValue(300));
    private static final HpaMetric MEMORY = new Resource("memory", new Utilization(80));
    private static final HpaMetric WEB = new ContainerResource("web", "cpu", new Utilization(60));

    @Test
    void theCpuOfPodsInAnyTargetIsAllOfIt() {
        assertThat(of(List.of("web", "proxy"), CPU))
                .contains(new CpuPart(HpaSpec.ofCpu(2, 9, 60), Scope.POD));
        assertThat(of(List.of("web"), CPU, AMOUNT).orElseThrow().spec().metrics())
                .containsExactly(CPU, AMOUNT);
    }

    @Test
    void memoryStaysAndComesBackBehindTheCpu() {
        CpuPart part = of(List.of("web"), MEMORY, CPU).orElseThrow();

        assertThat(part.spec().metrics()).containsExactly(CPU);
        assertThat(part.scope().in(HpaSpec.ofCpu(3, 9, 75)).metrics())
                .containsExactly(new Resource("cpu", new Utilization(75)), MEMORY);
    }

    @Test
    void oneContainerOfSeveralIsAScopeOfItsOwnAndAloneItIsThePod() {
        CpuPart part = of(List.of("web", "proxy"), WEB).orElseThrow();

        assertThat(part.spec().metrics()).containsExactly(CPU);
        assertThat(part.scope().container()).isEqualTo("web");
        assertThat(part.scope().in(part.spec()).metrics()).containsExactly(WEB);
        assertThat(of(List.of("web"), WEB).orElseThrow().scope()).isEqualTo(Scope.POD);
    }

    @Test
    void whatNoPastIsKnownOfHasNoPart() {
        List<String> both = List.of("web", "proxy");

        assertThat(of(both, MEMORY)).as("no CPU").isEmpty();
        assertThat(of(both, CPU, WEB)).as("two scopes").isEmpty();
        assertThat(of(List.of("proxy"), WEB)).as("a container that is not there").isEmpty();
        assertThat(of(both, CPU, new External("queue", null, new AverageValue(30)))).isEmpty();
        assertThat(of(both, CPU, new Resource("nvidia.com/gpu", new Utilization(50)))).isEmpty();
    }

    private static Optional<CpuPart> of(List<String> containers, HpaMetric... metrics) {
        return CpuPart.of(
                HpaSpec.ofCpu(2, 9, 60).withMetrics(Arrays.asList(metrics)),
                new PodShape(
                        containers.stream()
                                .map(name ->
                                        new ContainerSpec(
                                                name,
                                                ContainerType.APP,
                                                Resources.NONE,
                                                Resources.NONE))
                                .toList(),
                        Resources.NONE));
    }
}
