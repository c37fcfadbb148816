package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.at;
import static io.headroom.analyzer.restarts.ActingPod.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.quantity.Cpu;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a probe killed for want of CPU is told with the kill, not with the next assessment. */
class StarvedTest {
    private static final String LIVENESS = "Container app failed liveness probe, will be restarted";
    private static final long MILLI = 1_000_000L;

    private final Watcher watcher = new Watcher();
    private final ActingPod pod = web();

    @Test
    void aProbesKillAtTheLimitIsSaidToBeStarvedAtOnce() {
        pod.app().cpuLimit = new Cpu(400);
        watcher.tell(pod.fact(1));
        watcher.tell(pod.killing("app", LIVENESS, 98));
        watcher.tell(used(390, null, null).restart(137, "Error", 100).fact(106));
        assertThat(watcher.incident().starved())
                .isEqualTo(
                        "the liveness probe killed it at 2026-03-01T00:01Z while its CPU was at the"
                                + " limit of 400m: it needs at least 390m, and nothing shows how"
                                + " much more");
    }

    @Test
    void soItIsWhenTheProbesWordComesLate() {
        pod.app().cpuLimit = new Cpu(400);
        watcher.tell(pod.fact(1));
        watcher.tell(used(390, null, null).restart(137, "Error", 100).fact(106));
        assertThat(watcher.incident().starved()).isNull();
        watcher.killed();
        watcher.tell(ActingPod.toldAt(pod.killing("app", LIVENESS, 98), 1_500));
        assertThat(watcher.incident().classification().kind())
                .isEqualTo(IncidentClass.LIVENESS_KILL);
        assertThat(watcher.incident().starved()).contains("limit of 400m");
    }

    @Test
    void whatCameOfItLaterLeavesItSaid() {
        pod.app().cpuLimit = new Cpu(400);
        watcher.tell(pod.fact(1));
        watcher.tell(pod.killing("app", LIVENESS, 98));
        watcher.tell(used(390, null, null).restart(137, "Error", 100).notReady(101).fact(103));
        watcher.killed();
        pod.cpuBefore = List.of();
        watcher.tell(pod.readyAt(110).fact(111));
        assertThat(watcher.incident().outcome().open()).isFalse();
        assertThat(watcher.incident().starved()).contains("limit of 400m");
    }

    @Test
    void theLimitMayHaveHeldItBackAllTheTime() {
        watcher.tell(pod.fact(1));
        watcher.tell(pod.killing("app", LIVENESS, 98));
        watcher.tell(used(200, 50L, null).restart(137, "Error", 100).fact(106));
        assertThat(watcher.incident().starved())
                .contains("while it waited for CPU")
                .endsWith("would have used 250m");
    }

    @Test
    void orItWaitedForOthers() {
        watcher.tell(pod.fact(1));
        watcher.tell(pod.killing("app", LIVENESS, 98));
        watcher.tell(used(200, null, 500L).restart(137, "Error", 100).fact(106));
        assertThat(watcher.incident().starved()).endsWith("would have used 300m");
    }

    @Test
    void whoHadEnoughWasNotStarved() {
        pod.app().cpuLimit = new Cpu(400);
        watcher.tell(pod.fact(1));
        watcher.tell(pod.killing("app", LIVENESS, 98));
        watcher.tell(used(350, 10L, null).restart(137, "Error", 100).fact(106));
        assertThat(watcher.incident().starved()).isNull();
    }

    @Test
    void whatNoProbeKilledWasNotStarved() {
        pod.app().cpuLimit = new Cpu(400);
        watcher.tell(pod.fact(1));
        watcher.tell(used(400, null, null).restart(137, "OOMKilled", 100).fact(106));
        assertThat(watcher.incident().starved()).isNull();
    }

    /** In the minute before it ended; all in thousandths of a core. */
    private ActingPod used(int milli, @Nullable Long throttled, @Nullable Long waiting) {
        pod.cpuBefore =
                List.of(
                        new CpuSpan(
                                "app",
                                at(35),
                                at(95),
                                60L * milli * MILLI,
                                throttled == null ? null : (Long) (60 * throttled * MILLI),
                                waiting == null ? null : (Long) (60 * waiting * MILLI)));
        return pod;
    }
}
