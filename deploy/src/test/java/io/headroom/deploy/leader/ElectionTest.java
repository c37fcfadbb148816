package io.headroom.deploy.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ElectionTest {
    private static final long SECOND = 1_000_000_000L;

    private final Election election =
            new Election("me", Duration.ofSeconds(15), Duration.ofSeconds(10));

    @Test
    void createsTheLeaseWhereThereIsNone() {
        assertThat(election.toWrite(Optional.empty(), 0))
                .contains(new LeaseState("me", "", 0, null));
    }

    @Test
    void leadsOnceTheLeaseIsWritten() {
        assertThat(election.leads(0)).isFalse();
        election.written(lease("me", 0), 0);
        assertThat(election.leads(0)).isTrue();
    }

    @Test
    void leavesALivingHolderAlone() {
        for (int second = 0; second < 100; second += 2) {
            assertThat(election.toWrite(Optional.of(lease("other", second)), second * SECOND))
                    .isEmpty();
        }
        assertThat(election.leads(100 * SECOND)).isFalse();
    }

    @Test
    void takesALeaseOverWhoseHolderShowedNoLifeForItsDuration() {
        LeaseState abandoned = lease("other", 7);
        assertThat(election.toWrite(Optional.of(abandoned), 0)).isEmpty();
        assertThat(election.toWrite(Optional.of(abandoned), 15 * SECOND - 1)).isEmpty();
        assertThat(election.toWrite(Optional.of(abandoned), 15 * SECOND))
                .contains(new LeaseState("me", "t7", 1, "v7"));
    }

    @Test
    void doesNotTrustALeaseThatIsOldWhenFirstSeen() {
        // Given a holder whose clock is far behind: its stamp looks long expired
        assertThat(election.toWrite(Optional.of(lease("other", 0)), 1_000 * SECOND)).isEmpty();
    }

    @Test
    void takesALeaseOverAtOnceThatWasGivenUp() {
        assertThat(election.toWrite(Optional.of(lease("", 3)), 0))
                .contains(new LeaseState("me", "t3", 1, "v3"));
    }

    @Test
    void renewsItsOwnWithoutATransition() {
        assertThat(election.toWrite(Optional.of(lease("me", 3)), 0)).contains(lease("me", 3));
    }

    @Test
    void stopsLeadingAtTheRenewDeadlineByTheClockAlone() {
        election.written(lease("me", 0), 0);
        assertThat(election.leads(10 * SECOND - 1)).isTrue();
        assertThat(election.leads(10 * SECOND)).isFalse();
    }

    @Test
    void stopsLeadingWhenSomebodyElseHoldsTheLease() {
        election.written(lease("me", 0), 0);
        assertThat(election.toWrite(Optional.of(lease("other", 1)), SECOND)).isEmpty();
        assertThat(election.leads(SECOND)).isFalse();
    }

    @Test
    void givesUpOnlyWhatItHolds() {
        assertThat(election.toRelease(0)).isEmpty();
        election.written(lease("me", 4), 0);
        assertThat(election.toRelease(SECOND)).contains(new LeaseState("", "t4", 0, "v4"));
        assertThat(election.toRelease(10 * SECOND)).isEmpty();
    }

    private static LeaseState lease(String holder, int write) {
        return new LeaseState(holder, "t" + write, 0, "v" + write);
    }
}
