package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.Flaps;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.ProcessKills;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes back and forth is counted and is never a restart. */
class FlappingTest {
    private static final String APP = "spec.containers{app}";

    private final Watcher watcher = new Watcher();
    private final ActingPod pod = ActingPod.web();

    @BeforeEach
    void aPodRuns() {
        watcher.tell(pod.fact(1));
    }

    @AfterEach
    void nothingOfItIsARestart() {
        assertThat(watcher.restarts).isEmpty();
        assertThat(watcher.increases).isZero();
        assertThat(watcher.incidents).isEmpty();
    }

    @Test
    void aContainerThatIsNotReadyNowAndThen() {
        for (int second = 10; second < 40; second += 10) {
            pod.app().ready = false;
            watcher.tell(pod.notReady(second).fact(second));
            pod.app().ready = true;
            watcher.tell(pod.fact(second + 5));
        }

        assertThat(flaps()).containsExactly(new Flaps("app", Flaps.Kind.READINESS, 3, at(30)));
    }

    @Test
    void aKubeletsRestartIsItsOwn() {
        pod.app().ready = false;
        pod.kubeletStartedAt = 4;
        watcher.tell(pod.notReady(5).fact(5));

        assertThat(flaps()).containsExactly(new Flaps("app", Flaps.Kind.KUBELET_RESTART, 1, at(5)));
    }

    @Test
    void eachProbeThatFails() {
        watcher.tell(
                unhealthy("Readiness probe failed: HTTP probe failed with statuscode: 503", 10));
        watcher.tell(unhealthy("Readiness probe errored: rpc error", 20));
        watcher.tell(unhealthy("Liveness probe failed: connection refused", 30));
        watcher.tell(
                unhealthy("(combined from similar events): Startup probe failed: timeout", 40));

        assertThat(flaps())
                .containsExactlyInAnyOrder(
                        new Flaps("app", Flaps.Kind.READINESS_PROBE, 2, at(20)),
                        new Flaps("app", Flaps.Kind.LIVENESS_PROBE, 1, at(30)),
                        new Flaps("app", Flaps.Kind.STARTUP_PROBE, 1, at(40)));
    }

    @Test
    void asOftenAsTheEventSays() {
        watcher.tell(counted(unhealthy("Readiness probe failed: x", 10), 25, 25));
        watcher.tell(counted(unhealthy("Readiness probe failed: x", 10), 25, 0));

        assertThat(flaps())
                .containsExactly(new Flaps("app", Flaps.Kind.READINESS_PROBE, 25, at(10)));
    }

    @Test
    void whatIsToldAgainOfAnEventCountsOnce() {
        EventDelta five = counted(unhealthy("Readiness probe failed: x", 10), 5, 5);
        watcher.tell(five);
        watcher.killed();
        watcher.tell(five, counted(five, 7, 7), counted(five, 7, 7), counted(five, 6, 1));

        assertThat(flaps())
                .containsExactly(new Flaps("app", Flaps.Kind.READINESS_PROBE, 7, at(10)));
    }

    @Test
    void processesThatAreKilledWhileTheirContainerGoesOnAreNoRestarts() {
        watcher.tell(kills(1, 1, 10), kills(3, 2, 40));
        watcher.killed();
        watcher.tell(kills(3, 2, 41));

        assertThat(flaps()).containsExactly(new Flaps("app", Flaps.Kind.PROCESS_OOM, 3, at(40)));
        assertThat(watcher.records).isZero();
        assertThat(watcher.incidents).isEmpty();
    }

    private ProcessKills kills(int count, int more, int second) {
        return new ProcessKills(
                ActingPod.WEB, pod.name, pod.uid, "app", at(0), count, more, at(second));
    }

    @Test
    void ofEventsToldAgainAnAutoscalerDoesNotChangeItsMind() {
        rescaled(3, 0);
        rescaled(6, 10); // up
        rescaled(3, 0);
        rescaled(6, 10);

        assertThat(watcher.assessment == null ? List.of() : flaps()).isEmpty();
    }

    @Test
    void otherEventsAreNoFailedProbes() {
        watcher.tell(pod.event("Warning", "BackOff", "Readiness probe failed: x", APP, 10));
        watcher.tell(pod.event("Warning", "Unhealthy", "Readiness probe failed: x", null, 10));
        watcher.tell(unhealthy("The probe of somebody else", 10));

        assertThat(watcher.assessment == null ? List.of() : flaps()).isEmpty();
    }

    @Test
    void anAutoscalerThatGoesBackOnWhatItDid() {
        rescaled(3, 0);
        rescaled(6, 10); // up
        rescaled(4, 20); // back
        rescaled(7, 30); // and forth
        rescaled(7, 31); // nothing
        rescaled(9, 40); // the same way

        assertThat(flaps()).containsExactly(new Flaps(null, Flaps.Kind.AUTOSCALER, 2, at(30 * 60)));
    }

    @Test
    void anAutoscalerThatFollowsTheDay() {
        rescaled(3, 0);
        rescaled(6, 10);
        rescaled(4, 50); // forty minutes later
        rescaled(3, 60);

        assertThat(watcher.assessment == null ? List.of() : flaps()).isEmpty();
    }

    @Test
    void anotherProcessGoesOnCounting() {
        watcher.tell(unhealthy("Readiness probe failed: x", 10));
        rescaled(3, 0);
        rescaled(6, 10);
        watcher.killed();
        watcher.tell(unhealthy("Readiness probe failed: x", 20));
        rescaled(4, 20);

        assertThat(flaps())
                .containsExactlyInAnyOrder(
                        new Flaps("app", Flaps.Kind.READINESS_PROBE, 2, at(20)),
                        new Flaps(null, Flaps.Kind.AUTOSCALER, 1, at(20 * 60)));
    }

    private List<Flaps> flaps() {
        return Objects.requireNonNull(watcher.assessment).flaps();
    }

    private EventDelta unhealthy(String note, int second) {
        return pod.event("Warning", "Unhealthy", note, APP, second);
    }

    private void rescaled(int size, int minute) {
        watcher.tell(
                pod.event(
                        new EventDelta.Regarding(
                                "HorizontalPodAutoscaler", "shop", "web", "hpa-1", null),
                        "Normal",
                        "SuccessfulRescale",
                        "New size: "
                                + size
                                + "; reason: cpu resource utilization (percentage of"
                                + " request) above target",
                        minute * 60));
    }

    private static EventDelta counted(EventDelta event, int count, int delta) {
        return new EventDelta(
                event.workload(),
                event.uid(),
                event.regarding(),
                event.eventType(),
                event.reason(),
                event.note(),
                event.reportingController(),
                count,
                delta,
                event.firstAt(),
                event.lastAt(),
                Map.of(),
                event.observedAt());
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
