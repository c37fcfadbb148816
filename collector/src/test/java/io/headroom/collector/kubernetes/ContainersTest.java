package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import org.junit.jupiter.api.Test;

class ContainersTest {
    private static final Pod POD =
            Serialization.unmarshal(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, namespace: shop, uid: u-1}
                    spec:
                      overhead: {cpu: 250m, memory: 120Mi}
                      initContainers:
                      - {name: setup, image: i}
                      - {name: proxy, image: i, restartPolicy: Always}
                      containers:
                      - name: main
                        image: i
                        resources: {requests: {cpu: 500m, memory: 1Gi}}
                      ephemeralContainers:
                      - {name: debugger, image: i}
                    status:
                      phase: Running
                      initContainerStatuses:
                      - {name: setup, image: i, imageID: i, ready: true, restartCount: 1}
                      - {name: proxy, image: i, imageID: i, ready: true, restartCount: 2}
                      containerStatuses:
                      - name: main
                        image: i
                        imageID: i
                        ready: true
                        restartCount: 3
                        resources: {requests: {cpu: 250m, memory: 1Gi}}
                      ephemeralContainerStatuses:
                      - {name: debugger, image: i, imageID: i, ready: false, restartCount: 0}
                    """,
                    Pod.class);

    @Test
    void tellsTheKindsOfContainersApart() {
        assertThat(Containers.specs(POD.getSpec()))
                .extracting(ContainerSpec::name, ContainerSpec::type)
                .containsExactly(
                        tuple("setup", ContainerType.INIT),
                        tuple("proxy", ContainerType.SIDECAR),
                        tuple("main", ContainerType.APP),
                        tuple("debugger", ContainerType.EPHEMERAL));
        assertThat(Containers.facts(POD.getSpec(), POD.getStatus()))
                .extracting(ContainerFact::name, ContainerFact::type, ContainerFact::restartCount)
                .containsExactlyInAnyOrder(
                        tuple("setup", ContainerType.INIT, 1),
                        tuple("proxy", ContainerType.SIDECAR, 2),
                        tuple("main", ContainerType.APP, 3),
                        tuple("debugger", ContainerType.EPHEMERAL, 0));
    }

    @Test
    void whileAResizeIsUnderWayTheStatusSaysWhatIsInForce() {
        assertThat(Containers.inForce(POD.getSpec(), POD.getStatus()))
                .filteredOn(container -> container.name().equals("main"))
                .extracting(ContainerSpec::requests)
                .containsExactly(new Resources(new Cpu(250), Memory.ofMebibytes(1_024)));
    }

    @Test
    void whatAPodTakesBesideItsContainersIsKnown() {
        assertThat(SeenPod.of(POD).state(WorkloadRef.parse("shop/Pod/web")).overhead())
                .isEqualTo(new Resources(new Cpu(250), Memory.ofMebibytes(120)));
    }
}
