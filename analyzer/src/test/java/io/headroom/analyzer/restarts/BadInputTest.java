package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.EventDelta;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What should not be and is: the number stays exact, the state small, and what is lost counted. */
class BadInputTest {
    private static final String LIVENESS = "Container app failed liveness probe, will be restarted";

    private final Watcher watcher = new Watcher();
    private final ActingPod pod = web();

    @AfterEach
    void everyIncreaseIsInARecord() {
        assertThat(watcher.records).isEqualTo(watcher.increases);
    }

    @Test
    void millionsOfRestartsAtFirstSightAreTwoRecords() {
        pod.app().count = 2_999_999;
        watcher.tell(pod.restart(137, "OOMKilled", 60).fact(66));
        assertThat(watcher.increases).isEqualTo(3_000_000);
        assertThat(watcher.restarts.values())
                .extracting(RestartRecord::restartCount, RestartRecord::counted)
                .containsExactly(tuple(2_999_999, 2_999_999), tuple(3_000_000, 1));
        assertThat(watcher.incident().restarts()).isEqualTo(3_000_000);
        assertThat(watcher.incident().classification().kind()).isEqualTo(IncidentClass.OOM_KILLED);
    }

    @Test
    void upToAHundredUnseenRestartsAreARecordEach() {
        watcher.tell(pod.fact(1));
        pod.app().count = 100;
        watcher.tell(pod.restart(1, "Error", 60).fact(66));
        assertThat(watcher.restarts).hasSize(101);
        pod.app().count = 202;
        watcher.tell(pod.restart(1, "Error", 160).fact(166));
        assertThat(watcher.restarts).hasSize(103);
        assertThat(watcher.increases).isEqualTo(203);
    }

    @Test
    void whatSharesARecordKeepsItsIdApartWhenTheCountFalls() {
        watcher.tell(pod.fact(1));
        for (int at = 100; at < 500; at += 100) {
            pod.app().count = 499;
            watcher.tell(pod.restart(1, "Error", at).fact(at + 6));
            pod.app().count = 0;
            watcher.tell(pod.fact(at + 7));
        }
        assertThat(watcher.resets).isEqualTo(4);
        assertThat(watcher.restarts).hasSize(8);
        assertThat(watcher.increases).isEqualTo(2_000);
    }

    @Test
    void withoutContainerIdsTheSameIsCountedAndSaid() {
        pod.app().idsShown = false;
        watcher.tell(pod.fact(1));
        watcher.tell(pod.restart(137, "OOMKilled", 60).fact(66));
        watcher.tell(pod.killing("app", LIVENESS, 158));
        watcher.tell(pod.restart(137, "Error", 160).fact(166));
        assertThat(kinds()).containsExactly(IncidentClass.OOM_KILLED, IncidentClass.LIVENESS_KILL);
    }

    @Test
    void withoutContainerIdsAnEndThatIsShownTwiceIsKnownByItsTime() {
        pod.app().idsShown = false;
        watcher.tell(pod.fact(1), pod.restart(137, "OOMKilled", 60).fact(66));
        pod.app().count = 2;
        watcher.tell(pod.fact(90));
        assertThat(kinds()).containsExactly(IncidentClass.OOM_KILLED, IncidentClass.UNOBSERVED);
    }

    @ParameterizedTest
    @ValueSource(ints = {-86_400, -1_800, -300, -30, 30, 300, 1_800, 86_400})
    void aNodeWhoseClockIsWrongIsCountedAsEver(int secondsAhead) {
        pod.nodeClock = secondsAhead;
        watcher.tell(pod.fact(1));
        watcher.tell(pod.restart(137, "OOMKilled", 100).fact(106));
        watcher.tell(pod.killing("app", LIVENESS, 1_098));
        watcher.tell(pod.restart(0, "Completed", 1_100).fact(1_106));
        pod.deletionAt = 1_230;
        watcher.tell(pod.fact(1_201), pod.gone(1_230));
        assertThat(watcher.increases).isEqualTo(2);
        assertThat(kinds()).startsWith(IncidentClass.OOM_KILLED);
        assertThat(watcher.restarts.values())
                .allSatisfy(each ->
                        assertThat(Watcher.outcome(each).recovery())
                                .isEqualTo(Duration.ofSeconds(5)));
        Classification second = Watcher.why(List.copyOf(watcher.restarts.values()).getLast());
        if (secondsAhead == -86_400) {
            // by its own time the event is a day old
            assertThat(second.confidence()).isNotEqualTo(Confidence.CONFIRMED);
            assertThat(watcher.dropped).containsExactly("event_too_late");
        } else {
            assertThat(second.kind()).isEqualTo(IncidentClass.LIVENESS_KILL);
        }
        assertThat(watcher.disruption().classification().kind())
                .isEqualTo(IncidentClass.MANUAL_DELETE_UNATTRIBUTED);
    }

    @Test
    void anEventOfAPodThatIsGoneStillSaysWhy() {
        watcher.tell(pod.fact(1), pod.restart(137, "Error", 60).fact(66), pod.gone(70));
        watcher.tell(ActingPod.toldAt(pod.killing("app", LIVENESS, 58), 600));
        assertThat(kinds()).containsExactly(IncidentClass.LIVENESS_KILL);
    }

    @Test
    void anEventOfAPodThatIsForgottenIsDroppedAndCounted() {
        watcher.tell(pod.fact(1), pod.restart(137, "Error", 60).fact(66), pod.gone(70));
        watcher.forget(ActingPod.at(100_000));
        watcher.tell(pod.killing("app", LIVENESS, 99_990));
        assertThat(kinds()).containsExactly(IncidentClass.KILLED_UNATTRIBUTED);
        assertThat(watcher.dropped).containsExactly("event_of_unknown_pod");
    }

    @Test
    void anEventOfAWorkloadThatWasNeverSeenIsDroppedAndCounted() {
        watcher.tell(pod.killing("app", LIVENESS, 58));
        watcher.tell(pod.event("Normal", "Pulled", "Container image already present", null, 59));
        assertThat(watcher.dropped).containsExactly("event_of_unknown_pod");
    }

    @Test
    void aMillionEventsAreForgottenButForAFewAndEachIsCounted() {
        watcher.tell(pod.fact(1));
        int stored = watcher.storedBytes();
        int ofThePod = 0;
        int ofTheOwner = 0;
        int ofOthers = 0;
        ActingPod other = new ActingPod(ActingPod.WEB, "web-r0-z", "uid-of-nobody");
        for (int i = 0; i < 1_000_000; i++) {
            int at = 10 + i / 1_000;
            switch (i % 4) {
                case 0 -> {
                    watcher.tell(pod.killing("app", LIVENESS + ' ' + i, at));
                    ofThePod++;
                }
                case 1 -> {
                    watcher.tell(pod.ofOwner("SuccessfulDelete", "Deleted pod: web-" + i, at));
                    ofTheOwner++;
                }
                case 2 -> {
                    watcher.tell(other.killing("app", LIVENESS, at));
                    ofOthers++;
                }
                default -> watcher.tell(pod.event("Normal", "Pulled", "Image " + i, null, at));
            }
        }
        assertThat(watcher.storedBytes()).isLessThan(stored + 1_024);
        int kept = watcher.workload(ActingPod.WEB).events().size();
        assertThat(kept).isPositive();
        assertThat(Collections.frequency(watcher.dropped, "too_many_events"))
                .isEqualTo(ofThePod - 1 + ofTheOwner - kept);
        assertThat(Collections.frequency(watcher.dropped, "event_of_unknown_pod"))
                .isEqualTo(ofOthers);
        assertThat(watcher.dropped).hasSize(ofThePod - 1 + ofTheOwner - kept + ofOthers);

        EventDelta last = pod.killing("app", LIVENESS, 1_098);
        watcher.tell(last, pod.restart(137, "Error", 1_100).fact(1_106));
        assertThat(kinds()).containsExactly(IncidentClass.LIVENESS_KILL);
    }

    private List<IncidentClass> kinds() {
        return watcher.restarts.values().stream().map(each -> Watcher.why(each).kind()).toList();
    }
}
