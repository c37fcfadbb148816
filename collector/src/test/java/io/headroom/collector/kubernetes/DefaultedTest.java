package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a LimitRange has written into a pod is told from what its author has. */
class DefaultedTest {
    @Test
    void isToldOfEachContainerByTheNoteOfAdmission() {
        Defaulted defaulted =
                Defaulted.of(
                        pod(
                                Map.of(
                                        "kubernetes.io/limit-ranger",
                                        "LimitRanger plugin set: cpu, memory request for container"
                                                + " web; example.com/gpu limit for container web;"
                                                + " cpu request for init container wait")));

        assertThat(defaulted.requests("web")).containsExactlyInAnyOrder("cpu", "memory");
        assertThat(defaulted.limits("web")).containsExactly("example.com/gpu");
        assertThat(defaulted.requests("wait")).containsExactly("cpu");
        assertThat(defaulted.limits("wait")).isEmpty();
    }

    @Test
    void isNothingWhereThereIsNoNoteOrAnotherOne() {
        assertThat(Defaulted.of(pod(Map.of()))).isEqualTo(Defaulted.NOTHING);
        assertThat(Defaulted.of(pod(Map.of("kubernetes.io/limit-ranger", "of another kind"))))
                .isEqualTo(new Defaulted(Map.of(), Map.of()));
    }

    @Test
    void isInTheTermsOfThePodAndNotInWhatItsAuthorWrote() {
        var container =
                Terms.of(
                                pod(
                                        Map.of(
                                                "kubernetes.io/limit-ranger",
                                                "LimitRanger plugin set: cpu request for container"
                                                        + " web")))
                        .containers()
                        .getFirst();

        assertThat(container.requests()).containsOnlyKeys("cpu", "memory");
        assertThat(container.defaultRequests()).containsExactly("cpu");
        assertThat(container.withoutDefaults().requests()).containsOnlyKeys("memory");
    }

    private static Pod pod(Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-1")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withNewResources()
                .addToRequests("cpu", new Quantity("1"))
                .addToRequests("memory", new Quantity("1Gi"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }
}
