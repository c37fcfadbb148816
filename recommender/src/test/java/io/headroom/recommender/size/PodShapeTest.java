package io.headroom.recommender.size;

import static io.headroom.recommender.size.Advices.cpu;
import static io.headroom.recommender.size.Advices.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kubernetes counts of a pod, after the tables of component-helpers' {@code PodRequests}. */
class PodShapeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app 100, app 200                            | 300",
                "init 500, app 100                           | 500",
                "init 500, init 400, app 100                 | 500",
                "init 100, app 300                           | 300",
                // a sidecar runs beside the init containers after it, and beside the others
                "sidecar 200, init 500, app 100              | 700",
                "init 500, sidecar 200, app 100              | 500",
                "sidecar 200, app 400                        | 600",
                "sidecar 100, init 300, sidecar 200, app 150 | 450",
                "sidecar 300, sidecar 200                    | 500",
                "ephemeral 900, app 100                      | 100"
            })
    void aPodIsItsLargestPhase(String containers, long millicores) {
        PodShape shape = new PodShape(containers(containers), resources(50, 1 << 20));

        assertThat(shape.requests(ContainerSpec::requests))
                .isEqualTo(resources(millicores + 50, 1 << 20));
    }

    private static List<ContainerSpec> containers(String text) {
        String[] each = text.strip().split(", ", -1);
        return IntStream.range(0, each.length)
                .mapToObj(i -> {
                    String[] words = each[i].split(" ", -1);
                    return new ContainerSpec(
                            "c" + i,
                            Arrays.stream(ContainerType.values())
                                    .filter(type -> type.label().equals(words[0]))
                                    .findFirst()
                                    .orElseThrow(),
                            cpu(Long.parseLong(words[1])),
                            Resources.NONE);
                })
                .toList();
    }
}
