package io.headroom.deploy.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events on a real API server, written by the service account that the manifests make. */
class EventsIT {
    private static final Path MANIFESTS = Path.of("manifests").toAbsolutePath();
    private static final String DEPLOYMENT =
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{
              "selector":{"matchLabels":{"app":"web"}},
              "template":{"metadata":{"labels":{"app":"web"}},
                "spec":{"containers":[{"name":"app","image":"web"}]}}}}
            """;

    private static ControlPlane cluster;
    private static KubernetesClient headroom;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private final List<Incident> incidents = new ArrayList<>();
    private String namespace;
    private WorkloadRef web;
    private String uid;

    @BeforeAll
    static void start() {
        cluster = ControlPlane.start(Set.of());
        cluster.kubectl().run("apply", "--server-side", "-f", MANIFESTS.toString());
        headroom = cluster.client(cluster.serviceAccountToken("headroom", "headroom"));
    }

    @AfterAll
    static void stop() {
        headroom.close();
        cluster.close();
    }

    @BeforeEach
    void aDeployment() {
        namespace = cluster.newNamespace("events");
        Deployment created =
                cluster.admin()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .resource(
                                cluster.admin()
                                        .getKubernetesSerialization()
                                        .unmarshal(DEPLOYMENT, Deployment.class))
                        .create();
        web = new WorkloadRef(namespace, "Deployment", "apps", "web");
        uid = created.getMetadata().getUid();
    }

    @Test
    void isOffWithoutTheOptionalRoleAndSaysSo() {
        cluster.kubectl()
                .run("delete", "--ignore-not-found", "-f", MANIFESTS + "/optional/events.yaml");
        await().until(() -> !mayCreate());
        incidents.add(Told.oomKill(web, "a", now.get()));
        EventPublisher publisher = publisher();
        later(Duration.ofMinutes(1));

        publisher.writeWhatIsDue();

        assertThat(written()).isEmpty();
        assertThat(count("refused")).isEqualTo(1);
    }

    @Test
    void eachIncidentIsOneEventOfItsWorkload() {
        allow();
        Instant killed = now.get();
        incidents.add(Told.oomKill(web, "a", killed));
        incidents.add(Told.rollout(web, killed));
        incidents.add(
                Told.oomKill(
                        new WorkloadRef(namespace, "Rollout", "argoproj.io", "unknown"),
                        "b",
                        killed));
        EventPublisher publisher = publisher();
        later(Duration.ofMinutes(1));

        for (int round = 0; round < 3; round++) {
            publisher.writeWhatIsDue();
        }

        assertThat(written()).hasSize(1);
        Event event = written().getFirst();
        assertThat(event.getReportingController()).isEqualTo("headroom.io/headroom");
        assertThat(event.getReason()).isEqualTo("OomKilled");
        assertThat(event.getRegarding().getUid()).isEqualTo(uid);
        assertThat(Instant.parse(event.getEventTime().getTime())).isEqualTo(killed);
        assertThat(count("created")).isEqualTo(1);
        assertThat(count("unknown_workload")).isPositive();
        assertThat(cluster.kubectl().run("-n", namespace, "describe", "deployment", "web"))
                .contains("OomKilled")
                .contains("container app ended: oom_killed (confirmed, not planned)");
    }

    @Test
    void moreEndsOfItRaiseItsCountAndTheNextLeaderGoesOn() {
        allow();
        Instant killed = now.get();
        incidents.add(Told.oomKill(web, "a", killed));
        later(Duration.ofMinutes(1));
        publisher().writeWhatIsDue();

        // another process leads from here on
        EventPublisher next = publisher();
        next.writeWhatIsDue();
        assertThat(count("existed")).isEqualTo(1);
        incidents.set(0, Told.oomKills(web, "a", killed, 4, now.get()));
        later(Duration.ofMinutes(6));
        next.writeWhatIsDue();

        assertThat(written()).hasSize(1);
        assertThat(written().getFirst().getSeries().getCount()).isEqualTo(4);
        assertThat(count("counted")).isEqualTo(1);
    }

    @Test
    void thatAProbeKilledForWantOfCpuIsAnEventOfItsOwnWhenUsageShowsIt() {
        allow();
        Incident killed = Told.probeKill(web, "a", now.get());
        incidents.add(killed);
        later(Duration.ofMinutes(1));
        EventPublisher publisher = publisher();
        publisher.writeWhatIsDue();
        incidents.set(0, killed.starved("the liveness probe killed it while it waited for CPU"));
        later(Duration.ofHours(1));
        for (int round = 0; round < 3; round++) {
            publisher.writeWhatIsDue();
        }

        assertThat(written())
                .extracting(Event::getReason)
                .containsExactlyInAnyOrder("LivenessKill", "Starved");
        assertThat(cluster.kubectl().run("-n", namespace, "describe", "deployment", "web"))
                .contains("the liveness probe killed it while it waited for CPU. More: GET");
        assertThat(count("created")).isEqualTo(2);
    }

    @Test
    void anEventThatTheServerHasForgottenIsWrittenAnew() {
        allow();
        Instant killed = now.get();
        incidents.add(Told.oomKill(web, "a", killed));
        later(Duration.ofMinutes(1));
        EventPublisher publisher = publisher();
        publisher.writeWhatIsDue();
        cluster.admin().events().v1().events().inNamespace(namespace).delete();
        incidents.set(0, Told.oomKills(web, "a", killed, 2, now.get()));
        later(Duration.ofMinutes(6));

        publisher.writeWhatIsDue();

        assertThat(written()).hasSize(1);
        assertThat(written().getFirst().getSeries().getCount()).isEqualTo(2);
    }

    @Test
    void whoDoesNotLeadWritesNothing() {
        allow();
        leads.set(false);
        incidents.add(Told.oomKill(web, "a", now.get()));
        later(Duration.ofMinutes(1));

        publisher().writeWhatIsDue();

        assertThat(written()).isEmpty();
    }

    private EventPublisher publisher() {
        registry.clear();
        return new EventPublisher(
                headroom,
                new EventPublisher.Incidents() {
                    @Override
                    public Collection<Incident> latest() {
                        return List.copyOf(incidents);
                    }

                    @Override
                    public Optional<String> uid(WorkloadRef workload) {
                        return workload.equals(web) ? Optional.of(uid) : Optional.empty();
                    }
                },
                false,
                leads::get,
                new EventMetrics(registry),
                now::get);
    }

    private void later(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    private static void allow() {
        cluster.kubectl().run("apply", "--server-side", "-f", MANIFESTS + "/optional/events.yaml");
        await().atMost(Duration.ofMinutes(2)).until(EventsIT::mayCreate);
    }

    private static boolean mayCreate() {
        return cluster.kubectl()
                .tryRun(
                        "auth",
                        "can-i",
                        "create",
                        "events.events.k8s.io",
                        "--as=system:serviceaccount:headroom:headroom",
                        "-A")
                .output()
                .startsWith("yes");
    }

    private List<Event> written() {
        return cluster
                .admin()
                .events()
                .v1()
                .events()
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .filter(event -> IncidentEvent.CONTROLLER.equals(event.getReportingController()))
                .toList();
    }

    private double count(String result) {
        return registry.scrape().stream()
                .filter(CounterSnapshot.class::isInstance)
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> result.equals(point.getLabels().get("result")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
