package io.headroom.deploy.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.deploy.cluster.ControlPlane;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests on a real API server: what it takes, what it admits, what it allows. */
final class ManifestsIT {
    private static ControlPlane cluster;

    /** A part of the pod's security that must not be missed, and how it goes missing. */
    record SecurityField(String name, Consumer<PodSpec> removal) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<SecurityField> securityFields() {
        return Stream.of(
                new SecurityField(
                        "runAsNonRoot", spec -> spec.getSecurityContext().setRunAsNonRoot(null)),
                new SecurityField(
                        "seccompProfile",
                        spec -> spec.getSecurityContext().setSeccompProfile(null)),
                new SecurityField(
                        "allowPrivilegeEscalation",
                        spec -> container(spec).setAllowPrivilegeEscalation(null)),
                new SecurityField("capabilities", spec -> container(spec).setCapabilities(null)));
    }

    @BeforeAll
    static void applyAndWaitUntilTheRolesCount() {
        cluster = ControlPlane.bare();
        apply();
        // an API server's authorizer learns of roles by watching them
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(ManifestsIT::assertMayReadWhatTheRoleSays);
        try (KubernetesClient headroom = headroom()) {
            await().atMost(Duration.ofMinutes(3))
                    .until(() ->
                            may(headroom, "update", "coordination.k8s.io", "leases", "headroom"));
        }
    }

    private static void apply() {
        cluster.kubectl()
                .run(
                        "apply",
                        "--server-side",
                        "--validate=strict",
                        "-f",
                        Manifests.FOLDER.toString());
    }

    @Test
    void allOfItIsThereAfterApplyingTwice() {
        apply();

        assertThat(Manifests.all())
                .hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy(object ->
                        assertThat(cluster.admin().resource(object).get())
                                .as(object.getKind())
                                .isNotNull());
    }

    @Test
    void itsPodIsAdmittedWhereTheRestrictedProfileIsEnforced() {
        Pod admitted = cluster.admin().resource(Manifests.pod("complete")).create();

        assertThat(admitted.getSpec().getVolumes())
                .as("no token but the one that is mounted in so many words")
                .noneMatch(volume -> volume.getName().startsWith("kube-api-access-"));
        cluster.admin().resource(admitted).withGracePeriod(0).delete();
    }

    @ParameterizedTest
    @MethodSource("securityFields")
    void itsPodIsRefusedWithout(SecurityField field) {
        Pod pod = Manifests.pod("without");
        field.removal().accept(pod.getSpec());

        assertThatThrownBy(() -> cluster.admin().resource(pod).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("violates PodSecurity \"restricted:latest\"")
                .hasMessageContaining(field.name());
    }

    @Test
    void itsServiceAccountMayReadWhatTheRoleSays() {
        assertMayReadWhatTheRoleSays();
    }

    private static void assertMayReadWhatTheRoleSays() {
        try (KubernetesClient headroom = headroom()) {
            for (PolicyRule rule : Manifests.one(ClusterRole.class).getRules()) {
                for (String resource : rule.getResources()) {
                    for (String verb : rule.getVerbs()) {
                        String group = rule.getApiGroups().getFirst();
                        assertThat(may(headroom, verb, group, resource, ""))
                                .as(verb + " " + resource)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void itsServiceAccountMayHoldALeaseAtHomeOnly() {
        try (KubernetesClient headroom = headroom()) {
            assertThat(may(headroom, "update", "coordination.k8s.io", "leases", "headroom"))
                    .isTrue();
            assertThat(may(headroom, "update", "coordination.k8s.io", "leases", "default"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "get, '', secrets",
        "list, '', secrets",
        "list, '', configmaps",
        "create, '', pods",
        "delete, '', pods",
        "create, '', pods/exec",
        "get, '', pods/exec",
        "get, '', pods/log",
        "get, '', nodes/proxy",
        "create, '', nodes/proxy",
        "patch, apps, deployments",
        "impersonate, '', users",
        "create, '', serviceaccounts/token",
        "bind, rbac.authorization.k8s.io, clusterroles",
        "escalate, rbac.authorization.k8s.io, clusterroles"
    })
    void itsServiceAccountMayNot(String verb, String group, String resource) {
        try (KubernetesClient headroom = headroom()) {
            assertThat(may(headroom, verb, group, resource, "")).isFalse();
            assertThat(may(headroom, verb, group, resource, "headroom")).isFalse();
        }
    }

    @Test
    void theApiServerRefusesItSecretsAndTheWayThroughANode() {
        try (KubernetesClient headroom = headroom()) {
            assertThatCode(() -> headroom.pods().inAnyNamespace().list())
                    .doesNotThrowAnyException();
            assertForbidden(() -> headroom.secrets().inAnyNamespace().list());
            assertForbidden(() -> headroom.secrets().inNamespace("headroom").list());
            assertForbidden(() -> headroom.raw("/api/v1/nodes/any/proxy/stats/summary"));
            assertForbidden(
                    () -> headroom.raw("/api/v1/namespaces/headroom/pods/any/exec?command=id"));
        }
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(403));
    }

    private static KubernetesClient headroom() {
        return cluster.client(
                cluster.serviceAccountToken(Manifests.NAMESPACE, Manifests.SERVICE_ACCOUNT));
    }

    private static boolean may(
            KubernetesClient client, String verb, String group, String resource, String namespace) {
        String[] parts = resource.split("/", 2);
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(
                        new SelfSubjectAccessReviewBuilder()
                                .withNewSpec()
                                .withNewResourceAttributes()
                                .withVerb(verb)
                                .withGroup(group)
                                .withResource(parts[0])
                                .withSubresource(parts.length > 1 ? parts[1] : "")
                                .withNamespace(namespace)
                                .endResourceAttributes()
                                .endSpec()
                                .build())
                .getStatus()
                .getAllowed();
    }

    private static SecurityContext container(PodSpec spec) {
        return spec.getContainers().getFirst().getSecurityContext();
    }
}
