package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which namespaces share a ClusterResourceQuota. */
class SharedQuotasTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String TEAM_A = "{labels: {matchLabels: {team: a}}}";

    private final RecordedCalls told = new RecordedCalls();
    private Receivers receivers = new Receivers(told, Map.of(), Map.of());
    private Watched.Receiver<Namespace> namespaces = receivers.namespaces();
    private Watched.Receiver<GenericKubernetesResource> quotas = receivers.clusterQuotas();

    @Test
    void theSelectorChoosesWhateverTheStatusSays() {
        listed(namespace("shop", Map.of("team", "a")), namespace("jobs", Map.of("team", "b")));

        quotas.put(quota("team", TEAM_A, "jobs"), NOW);

        assertThat(last().namespaces()).containsExactly("shop");
        assertThat(last().usedIn()).containsOnlyKeys("jobs");
        assertThat(last().in("jobs")).isEmpty();
        assertThat(last().in("shop")).isPresent();
    }

    @Test
    void aNamespaceThatIsLabelledLaterIsChosenThen() {
        listed(namespace("shop", Map.of("team", "a")), namespace("mail", Map.of()));
        quotas.put(quota("team", TEAM_A), NOW);

        namespaces.put(namespace("mail", Map.of("team", "a")), NOW);

        assertThat(last().namespaces()).containsExactly("mail", "shop");

        namespaces.put(namespace("shop", Map.of("team", "c")), NOW);

        assertThat(last().namespaces()).containsExactly("mail");

        namespaces.gone("", "mail", "uid", NOW);

        assertThat(last().namespaces()).isEmpty();
    }

    @Test
    void whatDoesNotChangeTheChoiceIsNotToldAgain() {
        listed(namespace("shop", Map.of("team", "a")));
        quotas.put(quota("team", TEAM_A), NOW);
        namespaces.put(namespace("shop", Map.of("team", "a", "tier", "gold")), NOW);
        namespaces.put(namespace("other", Map.of("tier", "gold")), NOW);

        assertThat(told.of(ClusterQuotaState.class)).hasSize(1);
        assertThat(told.all()).noneMatch(call -> call.toString().contains("gold"));
    }

    @Test
    void aSelectorThatChangesChoosesAnew() {
        listed(namespace("shop", Map.of("team", "a")), namespace("mail", Map.of("team", "b")));
        quotas.put(quota("team", TEAM_A), NOW);

        quotas.put(quota("team", "{labels: {matchLabels: {team: b}}}"), NOW);

        assertThat(last().namespaces()).containsExactly("mail");

        quotas.gone("", "team", null, NOW);
        namespaces.put(namespace("late", Map.of("team", "b")), NOW);

        assertThat(told.all()).contains(new RecordedCalls.Gone(Keys.clusterQuota("team")));
        assertThat(last().namespaces()).containsExactly("mail");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{labels: {matchLabels: {team: a}}}                                    | a-gold a-plain",
                "{labels: {matchLabels: {team: a, tier: gold}}}                        | a-gold",
                "{labels: {matchExpressions: [{key: team, operator: In, values: [b, c]}]}}    | b-gold",
                "{labels: {matchExpressions: [{key: team, operator: NotIn, values: [a]}]}}    | b-gold none",
                "{labels: {matchExpressions: [{key: tier, operator: Exists}]}}         | a-gold b-gold",
                "{labels: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}   | a-plain none",
                "{annotations: {owner: me}}                                            | a-gold none",
                "{annotations: {owner: me}, labels: {matchLabels: {team: a}}}          | a-gold",
                "{labels: null, annotations: null}                                     | a-gold a-plain b-gold none"
            })
    void labelsAndAnnotationsChooseAsOpenShiftReadsThem(String selector, String chosen) {
        listed(
                annotated(namespace("a-gold", Map.of("team", "a", "tier", "gold")), "me"),
                namespace("a-plain", Map.of("team", "a")),
                annotated(namespace("b-gold", Map.of("team", "b", "tier", "gold")), "you"),
                annotated(namespace("none", Map.of()), "me"));

        quotas.put(quota("team", selector), NOW);

        assertThat(last().namespaces()).containsExactly(chosen.split(" "));
    }

    @Test
    void ofASelectorThatIsNotUnderstoodTheStatusStandsIn() {
        listed(namespace("shop", Map.of("team", "a")));

        quotas.put(
                quota(
                        "team",
                        "{labels: {matchExpressions: [{key: team, operator: Like, values: [a]}]}}",
                        "shop"),
                NOW);

        assertThat(last().namespaces()).isNull();
        assertThat(last().sharedBy()).containsExactly("shop");
    }

    @Test
    void untilNamespacesAreListedThoseStandThatWereKnownBefore() {
        GenericKubernetesResource team = quota("team", TEAM_A, "shop");
        ClusterQuotaState earlier = ClusterQuotas.of(team).sharedBy(List.of("mail", "shop"));
        begin(Map.of(earlier.key(), earlier));

        quotas.listing();
        quotas.put(team, NOW);
        quotas.listed(NOW);
        namespaces.listing();
        namespaces.put(namespace("shop", Map.of("team", "a")), NOW);

        assertThat(told.of(ClusterQuotaState.class)).isEmpty();

        namespaces.listed(NOW);

        assertThat(last().namespaces()).containsExactly("shop");
    }

    @Test
    void withoutAnyListOfNamespacesTheStatusStandsIn() {
        quotas.put(quota("team", TEAM_A, "shop"), NOW);

        assertThat(last().namespaces()).isNull();
        assertThat(last().sharedBy()).containsExactly("shop");
    }

    private void begin(Map<String, ClusterEntry> known) {
        receivers = new Receivers(told, Map.of(), known);
        namespaces = receivers.namespaces();
        quotas = receivers.clusterQuotas();
    }

    private void listed(Namespace... all) {
        namespaces.listing();
        for (Namespace each : all) {
            namespaces.put(each, NOW);
        }
        namespaces.listed(NOW);
    }

    private ClusterQuotaState last() {
        return told.of(ClusterQuotaState.class).reduce((_, later) -> later).orElseThrow();
    }

    private static Namespace namespace(String name, Map<String, String> labels) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("uid-" + name)
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    private static Namespace annotated(Namespace namespace, String owner) {
        return namespace
                .edit()
                .editMetadata()
                .addToAnnotations("owner", owner)
                .endMetadata()
                .build();
    }

    /** With a status that counts some namespaces. */
    private static GenericKubernetesResource quota(
            String name, String selector, String... counted) {
        StringBuilder status = new StringBuilder();
        for (String each : counted) {
            status.append("  - {namespace: ").append(each).append("}\n");
        }
        return new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: quota.openshift.io/v1
                        kind: ClusterResourceQuota
                        metadata: {name: NAME}
                        spec: {selector: SELECTOR, quota: {hard: {pods: "7"}}}
                        status:
                          total: {hard: {pods: "7"}, used: {pods: "0"}}
                          namespaces:
                        """
                                        .replace("NAME", name)
                                        .replace("SELECTOR", selector)
                                + status,
                        GenericKubernetesResource.class);
    }
}
