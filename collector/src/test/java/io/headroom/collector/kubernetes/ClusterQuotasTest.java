package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.headroom.model.cluster.ClusterQuotaState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterQuotasTest {

    @Test
    void isAQuotaLikeItsOwnForEachNamespaceThatSharesIt() {
        ClusterQuotaState quota =
                read(
                        """
                        metadata: {name: team}
                        spec:
                          selector: {labels: {matchLabels: {team: a}}}
                          quota:
                            hard: {requests.cpu: 8, memory: 1Gi}
                            scopes: [NotBestEffort]
                            scopeSelector:
                              matchExpressions:
                              - {scopeName: PriorityClass, operator: In, values: [high, low]}
                        status:
                          total: {hard: {requests.cpu: 8, memory: 1Gi}, used: {requests.cpu: 2500m, memory: "0"}}
                          namespaces:
                          - {namespace: shop, status: {used: {requests.cpu: 2500m}}}
                          - {namespace: empty}
                        """);

        assertThat(quota.usedIn())
                .isEqualTo(
                        Map.of(
                                "shop", Map.of("requests.cpu", new BigDecimal("2.5")),
                                "empty", Map.of()));
        assertThat(quota.in("shop"))
                .hasValueSatisfying(each -> {
                    assertThat(each.name()).isEqualTo("clusterresourcequota/team");
                    assertThat(each.hard().get("requests.cpu")).isEqualByComparingTo("8");
                    assertThat(each.hard().get("memory")).isEqualByComparingTo("1073741824");
                    assertThat(each.used().get("requests.cpu")).isEqualByComparingTo("2.5");
                    assertThat(each.scopes())
                            .isEqualTo(List.of("NotBestEffort", "PriorityClass In high,low"));
                });
        assertThat(quota.in("elsewhere")).isEmpty();
        assertThat(quota.ofNoNamespace().notTakenUp()).isEmpty();
    }

    @Test
    void countsNothingBeforeItHasAStatus() {
        ClusterQuotaState quota =
                read(
                        """
                        metadata: {name: new}
                        spec: {selector: {annotations: {team: a}}, quota: {hard: {pods: "7"}}}
                        """);

        assertThat(quota.hard()).isEmpty();
        assertThat(quota.ofNoNamespace().notTakenUp())
                .containsExactly(Map.entry("pods", new BigDecimal("7")));
        assertThat(quota.usedIn()).isEmpty();
        assertThat(quota.in("shop")).isEmpty();
    }

    private static ClusterQuotaState read(String yaml) {
        return ClusterQuotas.of(
                new KubernetesSerialization()
                        .unmarshal(
                                "apiVersion: quota.openshift.io/v1\nkind: ClusterResourceQuota\n"
                                        + yaml,
                                GenericKubernetesResource.class));
    }
}
