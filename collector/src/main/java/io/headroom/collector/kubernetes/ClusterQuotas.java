package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.headroom.model.cluster.ClusterQuotaState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of OpenShift's ClusterResourceQuotas, as their objects describe it. */
final class ClusterQuotas {
    static final Resource RESOURCE = new Resource("clusterresourcequotas", "quota.openshift.io");

    static final ResourceDefinitionContext CONTEXT =
            new ResourceDefinitionContext.Builder()
                    .withGroup(RESOURCE.group())
                    .withVersion("v1")
                    .withKind("ClusterResourceQuota")
                    .withPlural(RESOURCE.name())
                    .withNamespaced(false)
                    .build();

    private ClusterQuotas() {}

    /** Without the namespaces that its selector chooses. */
    static ClusterQuotaState of(GenericKubernetesResource quota) {
        Map<String, Map<String, BigDecimal>> usedIn = new TreeMap<>();
        if (quota.get("status", "namespaces") instanceof List<?> namespaces) {
            for (Object each : namespaces) {
                if (each instanceof Map<?, ?> in && in.get("namespace") instanceof String name) {
                    usedIn.put(
                            name,
                            in.get("status") instanceof Map<?, ?> status
                                    ? amounts(status.get("used"))
                                    : Map.of());
                }
            }
        }
        return new ClusterQuotaState(
                quota.getMetadata().getName(),
                amounts(quota.get("status", "total", "hard")),
                amounts(quota.get("status", "total", "used")),
                ClusterObjects.scopes(likeANamespaces(quota)),
                usedIn,
                null,
                amounts(quota.get("spec", "quota", "hard")),
                null);
    }

    /** With the scopes of this one. */
    private static ResourceQuota likeANamespaces(GenericKubernetesResource quota) {
        var spec = new ResourceQuotaBuilder().withNewSpec();
        spec.withScopes(strings(quota.get("spec", "quota", "scopes")));
        if (quota.get("spec", "quota", "scopeSelector", "matchExpressions")
                instanceof List<?> terms) {
            var selector = spec.withNewScopeSelector();
            for (Object each : terms) {
                if (each instanceof Map<?, ?> term) {
                    selector.addNewMatchExpression()
                            .withOperator(string(term.get("operator")))
                            .withScopeName(string(term.get("scopeName")))
                            .withValues(strings(term.get("values")))
                            .endMatchExpression();
                }
            }
            selector.endScopeSelector();
        }
        return spec.endSpec().build();
    }

    private static Map<String, BigDecimal> amounts(@Nullable Object written) {
        Map<String, Quantity> quantities = new TreeMap<>();
        if (written instanceof Map<?, ?> amounts) {
            amounts.forEach((name, amount) ->
                    quantities.put(String.valueOf(name), Quantity.parse(String.valueOf(amount))));
        }
        return Amounts.all(quantities);
    }

    private static List<String> strings(@Nullable Object written) {
        List<String> strings = new ArrayList<>();
        if (written instanceof List<?> list) {
            list.forEach(each -> strings.add(String.valueOf(each)));
        }
        return strings;
    }

    private static @Nullable String string(@Nullable Object written) {
        return written == null ? null : String.valueOf(written);
    }
}
