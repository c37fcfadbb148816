package io.headroom.deploy.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.analyzer.restarts.RestartAnalysis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of both tables, and everything that must not be taken for one, on a real API server:
 * statuses, owners and nodes are written as kubelets and controllers would, events as their
 * recorders would, and the answer is read over REST. All cases are played at once: first what there
 * is, then what ends and why, half an hour later what was said too late; then the API server
 * crashes, and at last the collector is away for a while.
 */
class IncidentsIT {
    private static final List<Case> CASES =
            Stream.of(
                            ContainerCases.all(),
                            PodCases.all(),
                            OwnerCases.all(),
                            ExplainedCases.all(),
                            NegativeCases.all())
                    .flatMap(List::stream)
                    .toList();

    /** What happens while the API server is gone. */
    private static final Map<String, List<String>> MEANWHILE =
            Map.of(
                    "meanwhile-jumps",
                    List.of("A3 oom_killed confirmed unplanned 2 healed"),
                    "meanwhile-explained",
                    List.of("A4 liveness_kill confirmed unplanned 1 healed"),
                    "meanwhile-said",
                    List.of("A5 startup_kill confirmed unplanned 1 healed"),
                    "meanwhile-deleted",
                    List.of("B16 manual_delete_unattributed unknown unplanned 1 nothing_to_heal"));

    /** What happens while no collector runs. */
    private static final Map<String, List<String>> UNWATCHED =
            Map.of(
                    "unwatched-said",
                    List.of("A4 liveness_kill confirmed unplanned 1 healed"),
                    "unwatched-went-on",
                    List.of("A5 startup_kill confirmed unplanned 1 healed"),
                    "unwatched-born",
                    List.of("A3 oom_killed confirmed unplanned 2 healed"),
                    "unwatched-goes",
                    List.of(
                            "A4 liveness_kill confirmed unplanned 1 healed",
                            "B5 preempt_scheduler likely unplanned 1 nothing_to_heal"),
                    "unwatched-gone-before",
                    List.of(
                            "A5 startup_kill confirmed unplanned 1 healed",
                            "B16 manual_delete_unattributed unknown unplanned 1 nothing_to_heal"));

    private static final int PLAYERS = 8;

    @TempDir private static Path directory;
    private static PlayedCluster cluster;
    private static final Map<String, Stage> STAGES = new HashMap<>();
    private static SortedMap<String, List<String>> told;
    private static SortedMap<String, List<String>> toldByAnother;
    private static SortedMap<String, List<String>> toldLate;
    private static SortedMap<String, List<String>> toldAfterTheCrash;

    @BeforeAll
    static void play() throws Exception {
        cluster = new PlayedCluster(directory);
        CASES.forEach(each -> STAGES.put(each.name(), cluster.stage(each.name())));
        for (Case.Phase phase :
                List.of(
                        Case.Phase.GIVEN,
                        Case.Phase.RUN,
                        Case.Phase.AROUND,
                        Case.Phase.END,
                        Case.Phase.AFTER)) {
            play(phase);
            cluster.settle();
            if (phase == Case.Phase.RUN) {
                cluster.passSeconds();
            }
        }
        told = awaitTold(Case::answer);
        cluster.skip(Duration.ofMinutes(30));
        play(Case.Phase.LATE);
        cluster.settle();
        toldLate = awaitTold(Case::lateAnswer);
        toldAfterTheCrash = crash();
        toldByAnother = restart();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void isToldByRowClassConfidenceAndCount(String name) {
        assertThat(told.getOrDefault(name, List.of())).isEqualTo(named(name).answer());
        assertThat(toldLate.getOrDefault(name, List.of())).isEqualTo(named(name).lateAnswer());
    }

    @Test
    void nothingElseIsTold() {
        assertThat(CASES).extracting(Case::name).containsAll(told.keySet());
    }

    @Test
    void everyRowHasACase() {
        TreeSet<String> rows =
                toldLate.values().stream()
                        .flatMap(List::stream)
                        .map(said -> said.replaceFirst("^(\\S+ \\w+).*", "$1"))
                        .collect(Collectors.toCollection(TreeSet::new));
        flap(rows, "a0-not-ready", "readiness_flap");
        flap(rows, "a0-kubelet", "kubelet_restart");
        assertThat(rows).containsExactlyElementsOf(RestartAnalysis.rows());
        // no row of the table of signals, as nothing ended
        assertThat(cluster.counted("headroom_restart_baseline_resets", _ -> true)).isEqualTo(1);
    }

    @Test
    void everyRestartIsCounted() {
        long increases =
                STAGES.values().stream()
                        .flatMap(stage -> stage.pods().stream())
                        .mapToLong(PlayedPod::increases)
                        .sum();
        assertThat(cluster.counted("headroom_container_restarts", _ -> true))
                .isEqualTo((double) increases);
        assertThat(cluster.accountingDifference()).isZero();
    }

    @Test
    void whatIsSaidWhileNoCollectorRunsExplainsAndChangesNothingElse() {
        SortedMap<String, List<String>> expected = new TreeMap<>(toldAfterTheCrash);
        expected.putAll(UNWATCHED);
        assertThat(toldByAnother).isEqualTo(expected);
    }

    @Test
    void whatAListShowsAgainIsNotToldAgain() {
        SortedMap<String, List<String>> expected = new TreeMap<>(toldLate);
        expected.replaceAll((_, said) -> later(said));
        expected.putAll(MEANWHILE);
        assertThat(toldAfterTheCrash).isEqualTo(expected);
    }

    /** A fact that comes half an hour later shows that a crash loop is over. */
    private static List<String> later(List<String> said) {
        return said.stream().map(each -> each.replace(" open loop", " healed loop")).toList();
    }

    /** A flap is no incident: only a counter tells of it. */
    private static void flap(Set<String> rows, String name, String kind) {
        double flaps =
                cluster.counted(
                        "headroom_readiness_flaps", labels -> name.equals(labels.get("workload")));
        double ofThisKind =
                cluster.counted(
                        "headroom_readiness_flaps",
                        labels ->
                                name.equals(labels.get("workload"))
                                        && kind.equals(labels.get("class")));
        if (flaps == 1 && ofThisKind == 1) {
            rows.add("A0 " + kind);
        }
    }

    /** The collector is gone for a while, and the next one is told of everything there is. */
    private static SortedMap<String, List<String>> restart() throws Exception {
        UNWATCHED.keySet().forEach(name -> STAGES.put(name, cluster.stage(name)));
        PlayedPod said = stage("unwatched-said").pod().create();
        PlayedPod wentOn = stage("unwatched-went-on").pod().create();
        Said earlier = killing(wentOn, "startup");
        String event = earlier.writeEarlier(cluster.plane().admin());
        PlayedPod goes = stage("unwatched-goes").pod().create();
        PlayedPod gone = stage("unwatched-gone-before").pod().create();
        cluster.settle();
        goes.restarts(143, "Error").write();
        gone.restarts(143, "Error").write();
        cluster.settle();
        gone.delete().gone();
        cluster.settle();
        cluster.withoutCollector(() -> {
            killing(goes, "liveness").write(cluster.plane().admin());
            Said.of(goes.reference(), "Normal", "Preempted", "Preempted by pod 5a1c", cluster.now())
                    .write(cluster.plane().admin());
            goes.delete().gone();
            killing(gone, "startup").write(cluster.plane().admin());
            said.restarts(143, "Error").write();
            killing(said, "liveness").write(cluster.plane().admin());
            wentOn.restarts(143, "Error").write();
            earlier.mergeInto(event, cluster.plane().admin());
            stage("unwatched-born").pod().create().countRises(1).restarts(137, "OOMKilled").write();
        });
        cluster.settle();
        Map<String, List<String>> others = new TreeMap<>(MEANWHILE);
        others.putAll(UNWATCHED);
        return awaitTold(each -> later(each.lateAnswer()), others);
    }

    private static Said killing(PlayedPod pod, String probe) {
        return Said.of(
                pod.container(PlayedPod.APP),
                "Normal",
                "Killing",
                "Container app failed " + probe + " probe, will be restarted",
                pod.at(-1));
    }

    /**
     * The API server is gone for a while, and what happens then a list shows, with all the rest.
     */
    private static SortedMap<String, List<String>> crash() throws Exception {
        MEANWHILE.keySet().forEach(name -> STAGES.put(name, cluster.stage(name)));
        PlayedPod jumps = stage("meanwhile-jumps").pod().create();
        PlayedPod explained = stage("meanwhile-explained").pod().create();
        PlayedPod deleted = stage("meanwhile-deleted").pod().create();
        PlayedPod said = stage("meanwhile-said").pod().create();
        Said killing = killing(explained, "liveness");
        String event = killing.writeEarlier(cluster.plane().admin());
        cluster.settle();
        double ofPods = relists("pods");
        double ofEvents = relists("events");
        try (KubernetesClient other = cluster.plane().anotherApiServer()) {
            cluster.plane().apiServer().kill();
            jumps.through(other).countRises(1).restarts(137, "OOMKilled").write();
            explained.through(other).restarts(137, "Error").write();
            killing.mergeInto(event, other);
            said.through(other).restarts(143, "Error").write();
            killing(said, "startup").write(other);
            deleted.through(other).gone();
            cluster.plane().forgetVersions();
            cluster.plane().apiServer().start();
        }
        await().atMost(PlayedCluster.SOON)
                .untilAsserted(() -> {
                    assertThat(relists("pods")).isGreaterThan(ofPods);
                    assertThat(relists("events")).isGreaterThan(ofEvents);
                });
        cluster.settle();
        return awaitTold(each -> later(each.lateAnswer()), MEANWHILE);
    }

    private static double relists(String resource) {
        return cluster.counted(
                "headroom_collector_relists",
                labels -> String.valueOf(labels.get("resource")).startsWith(resource));
    }

    /** All cases side by side: none touches what another has made. */
    private static void play(Case.Phase phase) throws Exception {
        try (ExecutorService players = Executors.newFixedThreadPool(PLAYERS)) {
            List<Callable<Void>> acts = new ArrayList<>();
            for (Case each : CASES) {
                Consumer<Stage> act = each.script().get(phase);
                if (act != null) {
                    acts.add(() -> {
                        play(each, act);
                        return null;
                    });
                }
            }
            for (Future<Void> played : players.invokeAll(acts)) {
                played.get();
            }
        }
    }

    private static void play(Case one, Consumer<Stage> act) {
        try {
            act.accept(stage(one.name()));
        } catch (RuntimeException e) {
            throw new AssertionError(one.name() + " cannot be played", e);
        }
    }

    private static SortedMap<String, List<String>> awaitTold(Function<Case, List<String>> answer)
            throws Exception {
        return awaitTold(answer, Map.of());
    }

    /**
     * What is told as soon as it is what is awaited, and if that takes too long what is instead.
     */
    private static SortedMap<String, List<String>> awaitTold(
            Function<Case, List<String>> answer, Map<String, List<String>> more) throws Exception {
        SortedMap<String, List<String>> expected = new TreeMap<>(more);
        for (Case each : CASES) {
            if (!answer.apply(each).isEmpty()) {
                expected.put(each.name(), answer.apply(each));
            }
        }
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> cluster.told().equals(expected));
        } catch (ConditionTimeoutException e) {
            // the tests tell what is missing
        }
        return cluster.told();
    }

    private static Stage stage(String name) {
        return Objects.requireNonNull(STAGES.get(name));
    }

    private static Case named(String name) {
        return CASES.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    static List<String> names() {
        return CASES.stream().map(Case::name).toList();
    }
}
