package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TracesTest {
    private static final int DAYS = 1;

    private final List<Traces.Workload> simulated = Traces.twenty(Optional.empty(), DAYS);

    @Test
    void whereThereAreNoneTwentyWorkloadsOfSimulatedClustersTakeTheirPlace() {
        assertThat(simulated)
                .hasSize(20)
                .extracting(Traces.Workload::name)
                .doesNotHaveDuplicates()
                .contains("simulated-1-payments-ledger-db-postgres")
                .anyMatch(name -> name.startsWith("simulated-2-"));
        assertThat(simulated).anySatisfy(each -> assertThat(each.replicas()).hasSizeGreaterThan(1));
    }

    @Test
    void theSimulatorsSeriesFillTheDaysReadingByReading() {
        Instant end = Traces.DAY.plus(Duration.ofDays(DAYS));
        assertThat(ledger())
                .hasSize(2)
                .allSatisfy(replica -> {
                    assertThat(replica.rows()).hasSize(DAYS * 288);
                    assertThat(replica.rows())
                            .allSatisfy(row -> assertThat(row.at()).isBetween(Traces.DAY, end));
                });
        // one moment for all, however far apart the simulated nodes are read
        assertThat(Moments.of(simulated.stream().flatMap(e -> e.replicas().stream()).toList()))
                .hasSize(DAYS * 288);
    }

    /** The service that asks for two cores and has at most 0.3 to do, and less at night. */
    @Test
    void theSimulatorsSeriesAreWhatItsContainersUse() {
        assertThat(ledger())
                .allSatisfy(replica -> {
                    assertThat(replica.rows())
                            .allSatisfy(row -> {
                                assertThat(row.cpuCores()).isBetween(0.05, 0.6);
                                assertThat(row.memoryBytes()).isBetween(700L << 20, 1_200L << 20);
                            });
                    assertThat(mean(replica, 14)).isGreaterThan(1.5 * mean(replica, 2));
                });
    }

    private List<TraceSeries> ledger() {
        return simulated.stream()
                .filter(each -> each.name().equals("simulated-1-payments-ledger-ledger"))
                .findFirst()
                .orElseThrow()
                .replicas();
    }

    /** CPU in an hour of the day, in cores. */
    private static double mean(TraceSeries series, int hour) {
        Instant from = Traces.DAY.plus(Duration.ofHours(hour));
        return series.between(from, from.plus(Duration.ofHours(1))).rows().stream()
                .mapToDouble(TraceSeries.Row::cpuCores)
                .average()
                .orElseThrow();
    }
}
