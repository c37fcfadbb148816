package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.OomKill;
import io.headroom.model.quantity.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Kills for want of memory that come without end. */
class RememberedKillsTest {

    @Test
    void theFirstOfEachCauseIsRememberedAndTheLatestAre() {
        List<OomKill> kills = new ArrayList<>(List.of(kill(0, 512)));
        for (int minute = 1; minute <= 500; minute++) {
            kills = new ArrayList<>(remembered(kills).oomKills());
            kills.add(kill(minute, minute < 100 ? 512 : 640));
        }

        List<OomKill> kept = remembered(kills).oomKills();

        assertThat(kept).hasSize(12).startsWith(kill(0, 512), kill(100, 640));
        assertThat(kept).endsWith(kill(499, 640), kill(500, 640));
        assertThat(kept).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    @Test
    void ofNothingButDifferentCausesTheLatestAre() {
        List<OomKill> kills = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            kills.add(kill(minute, 500 + minute));
        }

        assertThat(remembered(kills).oomKills()).isEqualTo(kills.subList(18, 30));
    }

    @Test
    void areStoredAndReadWithTheirLimits() {
        WorkloadRestarts stored =
                remembered(List.of(kill(1, 512), new OomKill("app", START, Memory.ofMebibytes(1))));

        String key = "shop/Deployment.apps/web";
        assertThat(WorkloadRestarts.of(stored.toBytes(key), key)).isEqualTo(stored);
    }

    private static WorkloadRestarts remembered(List<OomKill> kills) {
        return new WorkloadRestarts(
                0, 0, 1, new TreeMap<>(), kills, List.of(), List.of(), Flapping.NONE);
    }

    private static OomKill kill(int minute, int mebibytes) {
        return new OomKill(
                "app",
                START.plusSeconds(60L * minute),
                Memory.ofMebibytes(mebibytes),
                Memory.ofMebibytes(mebibytes));
    }
}
