package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.size.Profiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatestStateTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final WorkloadRef SEARCH = States.deployment("shop", "search");
    private static final WorkloadRef BATCH = States.deployment("jobs", "batch");

    private final LatestState state = new LatestState();
    private final Dirty dirty = new Dirty();

    @Test
    void knowsNoContainersBeforeThereIsAnInventory() {
        assertThat(state.containers(CART)).isNull();
    }

    @Test
    void takesTheContainersOfTheTemplateAndOfThePods() {
        put(States.state(CART, "web"));
        put(States.pod(CART, "cart-1", "web", "mesh"));

        assertThat(state.containers(CART)).containsOnlyKeys("mesh", "web");
        assertThat(state.containers(SEARCH)).isEmpty();
    }

    @Test
    void forgetsAWorkloadWithItsLastPod() {
        put(States.pod(CART, "cart-1", "web"));
        put(States.pod(CART, "cart-2", "web"));

        state.inventory(Keys.pod("shop", "cart-1"), null, dirty);
        assertThat(state.workloads()).containsExactly(CART);

        state.inventory(Keys.pod("shop", "cart-2"), null, dirty);
        assertThat(state.workloads()).isEmpty();
    }

    @Test
    void movesAPodThatChangedItsOwner() {
        put(States.pod(CART, "pod-1", "web"));
        put(States.pod(SEARCH, "pod-1", "web"));

        assertThat(state.workloads()).containsExactly(SEARCH);
    }

    @Test
    void marksWhatALimitRangeMayChange() {
        assess(CART);
        assess(BATCH);
        drain();

        state.cluster(
                Keys.limitRange("shop", "limits"),
                new LimitRangeState("shop", "limits", List.of()),
                dirty);
        assertThat(drain()).containsExactly(CART);

        state.cluster(Keys.limitRange("shop", "limits"), null, dirty);
        assertThat(drain()).containsExactly(CART);
    }

    @Test
    void marksEverythingOnlyWhenTheSizesOfNodesChange() {
        assess(CART);
        assess(BATCH);
        drain();

        state.cluster(Keys.node("node-1"), node("node-1"), dirty);
        assertThat(drain()).containsExactly(BATCH, CART);

        state.cluster(Keys.node("node-2"), node("node-2"), dirty);
        assertThat(drain()).isEmpty();

        state.cluster(Keys.node("node-1"), null, dirty);
        assertThat(drain()).isEmpty();

        state.cluster(Keys.node("node-2"), null, dirty);
        assertThat(drain()).containsExactly(BATCH, CART);
    }

    @Test
    void tellsOfAWorkloadWhatIsKnown() {
        put(States.state(CART, "web"));
        put(States.pod(CART, "cart-1", "web"));
        state.inventory(
                Keys.autoscaler("shop", "cart-hpa"),
                new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of()),
                dirty);
        state.assessment(
                Keys.restarts(CART.key()),
                new RestartAssessment(
                        CART,
                        Profiles.START,
                        List.of(new RestartAssessment.Container("web", 3, List.of()))),
                dirty);
        assess(CART);

        assertThat(state.workload(CART))
                .get()
                .satisfies(overview -> {
                    assertThat(overview.key()).isEqualTo("shop/Deployment.apps/cart");
                    assertThat(overview.desiredReplicas()).isEqualTo(2);
                    assertThat(overview.pods()).isEqualTo(1);
                    assertThat(overview.readyPods()).isEqualTo(1);
                    assertThat(overview.autoscalers()).containsExactly("cart-hpa");
                    assertThat(overview.restarts())
                            .containsExactly(new RestartAssessment.Container("web", 3, List.of()));
                    assertThat(overview.usageAsOf()).isNotNull();
                });
    }

    @Test
    void namesNamespacesThatExistOrHoldAWorkload() {
        state.cluster(Keys.namespace("empty"), new NamespaceState("empty", "uid", Map.of()), dirty);
        put(States.state(CART, "web"));

        assertThat(state.namespaces()).containsExactly("empty", "shop");
    }

    @Test
    void keepsFindingsAsLongAsTheyAreThere() {
        String key = Keys.finding("usage-source", "node-1");
        state.cluster(
                key,
                new Finding(
                        "usage-source",
                        Finding.Severity.INFO,
                        "node-1",
                        "read from the kubelet",
                        Profiles.START),
                dirty);
        assertThat(state.findings()).containsOnlyKeys(key);

        state.cluster(key, null, dirty);
        assertThat(state.findings()).isEmpty();
    }

    private void put(InventoryEntry entry) {
        state.inventory(entry.key(), entry, dirty);
    }

    private void assess(WorkloadRef workload) {
        var assessment = States.assessment(workload, States.steady("web", 0.2, 2e8));
        state.assessment(assessment.key(), assessment, dirty);
    }

    private Iterable<WorkloadRef> drain() {
        return dirty.drain(state.recommendable());
    }

    private static NodeState node(String name) {
        Resources size = States.resources(4_000, 16L << 30);
        return new NodeState(name, name, size, size, true, false, null, 10250, null);
    }
}
