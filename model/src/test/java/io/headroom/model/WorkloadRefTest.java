package io.headroom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

class WorkloadRefTest {

    @ParameterizedTest
    @CsvSource({
        "shop, Deployment, apps, cart, shop/Deployment.apps/cart",
        "shop, Pod, '', debug, shop/Pod/debug",
        "shop, Rollout, argoproj.io, cart, shop/Rollout.argoproj.io/cart",
        "a.b, Job, batch, x.y.z, a.b/Job.batch/x.y.z",
    })
    void theKeyIsReadBackAsTheSameWorkload(
            String namespace, String kind, String group, String name, String key) {
        WorkloadRef workload = new WorkloadRef(namespace, kind, group, name);
        assertThat(workload.key()).isEqualTo(key);
        assertThat(WorkloadRef.parse(key)).isEqualTo(workload);
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, apps, Deployment.apps, Deployment",
        "CronJob, batch, CronJob.batch, CronJob",
        "Pod, '', Pod, Pod",
        "Job, batch.volcano.sh, Job.batch.volcano.sh, Job.batch.volcano.sh",
    })
    void aKindIsNamedWithItsGroupAndForPeopleWithoutKubernetesOwn(
            String kind, String group, String qualified, String common) {
        WorkloadRef workload = new WorkloadRef("shop", kind, group, "x");
        assertThat(workload.qualifiedKind()).isEqualTo(qualified);
        assertThat(workload.shortKind()).isEqualTo(common);
    }

    @Test
    void workloadsOfTheSameNameUnderAnotherKindGroupOrNamespaceDiffer() {
        assertThat(
                        Stream.of(
                                        new WorkloadRef("a", "Job", "batch", "x"),
                                        new WorkloadRef("a", "Job", "batch.volcano.sh", "x"),
                                        new WorkloadRef("a", "Job", "", "x"),
                                        new WorkloadRef("a", "CronJob", "batch", "x"),
                                        new WorkloadRef("b", "Job", "batch", "x"))
                                .map(WorkloadRef::key))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a/b/c/d", "/Deployment.apps/x", "a//x", "a/.apps/x"})
    void whatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> WorkloadRef.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partsWithASlashAreRefusedByName() {
        assertThatThrownBy(() -> new WorkloadRef("a", "Job", "batch", "x/y"))
                .hasMessage("name must not be empty or hold a slash: 'x/y'");
    }

    @Test
    void theOrderIsByNamespaceKindGroupAndName() {
        List<WorkloadRef> sorted =
                List.of(
                        new WorkloadRef("a", "CronJob", "batch", "z"),
                        new WorkloadRef("a", "Deployment", "apps", "a"),
                        new WorkloadRef("a", "Deployment", "apps", "b"),
                        new WorkloadRef("b", "CronJob", "batch", "a"));
        assertThat(sorted.reversed().stream().sorted()).isEqualTo(sorted);
    }
}
