package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final Map<String, Identity.Owned> SEEN =
            Map.of(
                    "rs-web", owned("Deployment", "apps", "web"),
                    "rs-canary", owned("Rollout", "argoproj.io", "canary"),
                    "rs-lone", new Identity.Owned(null),
                    "rs-self", passing("ReplicaSet", "apps", "self", "rs-self"),
                    "rs-round", passing("Job", "batch", "round", "job-round"),
                    "job-round", passing("ReplicaSet", "apps", "round", "rs-round"),
                    "job-nightly", owned("CronJob", "batch", "nightly"),
                    "job-foreign", owned("JobSet", "jobset.x-k8s.io", "train"));

    @Test
    void climbsThroughReplicaSetsAndJobs() {
        assertThat(of("ReplicaSet", "apps", "web-1", "rs-web"))
                .isEqualTo(workload("Deployment", "apps", "web"));
        assertThat(of("ReplicaSet", "apps", "canary-1", "rs-canary"))
                .isEqualTo(workload("Rollout", "argoproj.io", "canary"));
        assertThat(of("Job", "batch", "nightly-1", "job-nightly"))
                .isEqualTo(workload("CronJob", "batch", "nightly"));
        assertThat(of("Job", "batch", "train-1", "job-foreign"))
                .isEqualTo(workload("JobSet", "jobset.x-k8s.io", "train"));
        assertThat(of("ReplicaSet", "apps", "lone", "rs-lone"))
                .isEqualTo(workload("ReplicaSet", "apps", "lone"));
    }

    @Test
    void stopsWhereOwnersOwnEachOther() {
        assertThat(of("ReplicaSet", "apps", "self", "rs-self"))
                .isEqualTo(workload("ReplicaSet", "apps", "self"));
        assertThat(of("ReplicaSet", "apps", "round", "rs-round"))
                .isEqualTo(workload("ReplicaSet", "apps", "round"));
        assertThat(of("Job", "batch", "round", "job-round"))
                .isEqualTo(workload("Job", "batch", "round"));
    }

    @Test
    void stopsAtAnyOtherKindWhateverControlsIt() {
        assertThat(of("VirtualMachineInstance", "kubevirt.io", "vm", "u"))
                .isEqualTo(workload("VirtualMachineInstance", "kubevirt.io", "vm"));
        assertThat(of("StatefulSet", "apps", "db", "u"))
                .isEqualTo(workload("StatefulSet", "apps", "db"));
    }

    @Test
    void kindsOfTheSameNameInOtherGroupsAreOtherWorkloads() {
        assertThat(of("Job", "batch.volcano.sh", "train", "job-nightly"))
                .isEqualTo(workload("Job", "batch.volcano.sh", "train"));
        assertThat(of("ReplicaSet", "example.com", "web-1", "rs-web"))
                .isEqualTo(workload("ReplicaSet", "example.com", "web-1"));
    }

    @Test
    void aPodWithoutAControllerOrOfItsNodeIsItsOwnWorkload() {
        assertThat(Identity.of("ns", "pod", null, SEEN::get))
                .isEqualTo(new Identity.Known(new WorkloadRef("ns", "Pod", "", "pod"), null));
        assertThat(of("Node", "", "node-1", "u")).isEqualTo(workload("Pod", "", "pod"));
    }

    @Test
    void waitsForAnOwnerThatHasNotBeenSeen() {
        Controller unseen = new Controller("ReplicaSet", "apps", "web-2", "rs-unseen");
        assertThat(Identity.of("ns", "pod", unseen, SEEN::get))
                .isEqualTo(new Identity.Waiting(unseen));
    }

    private static @Nullable WorkloadRef of(String kind, String group, String name, String uid) {
        return Identity.of("ns", "pod", new Controller(kind, group, name, uid), SEEN::get)
                        instanceof Identity.Known(WorkloadRef workload, _)
                ? workload
                : null;
    }

    private static WorkloadRef workload(String kind, String group, String name) {
        return new WorkloadRef("ns", kind, group, name);
    }

    private static Identity.Owned passing(String kind, String group, String name, String uid) {
        return new Identity.Owned(new Controller(kind, group, name, uid));
    }

    private static Identity.Owned owned(String kind, String group, String name) {
        return new Identity.Owned(new Controller(kind, group, name, "uid-of-" + name));
    }
}
