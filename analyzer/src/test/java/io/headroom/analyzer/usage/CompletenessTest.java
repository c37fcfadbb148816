package io.headroom.analyzer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.WindowGrade;
import io.headroom.model.profile.Windows;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rule 9: how well each window is covered by the samples that were due in it. */
class CompletenessTest {
    private static final int DUE = 10;
    private static final int NONE = -1;
    private static final long FIRST = 100 * Windows.PER_DAY;

    @Test
    void gradesAWindowByTheShareOfItsSamples() {
        assertThat(grades(10)).containsExactly(WindowGrade.COMPLETE);
        assertThat(grades(5)).containsExactly(WindowGrade.AVG_AVAILABLE);
        assertThat(grades(4)).containsExactly(WindowGrade.FORCED_INSUFFICIENT);
        assertThat(grades(10, NONE, 10))
                .containsExactly(
                        WindowGrade.COMPLETE,
                        WindowGrade.NO_VALID_EXTRAPOLATION,
                        WindowGrade.COMPLETE);
    }

    @Test
    void aPoorWindowLeansOnTwoGoodNeighbours() {
        assertThat(grades(10, 1, 5))
                .containsExactly(
                        WindowGrade.COMPLETE, WindowGrade.AVG_ADJACENT, WindowGrade.AVG_AVAILABLE);
        assertThat(grades(10, 1, 4))
                .containsExactly(
                        WindowGrade.COMPLETE,
                        WindowGrade.FORCED_INSUFFICIENT,
                        WindowGrade.FORCED_INSUFFICIENT);
        assertThat(grades(1, 10))
                .containsExactly(WindowGrade.FORCED_INSUFFICIENT, WindowGrade.COMPLETE);
        assertThat(grades(NONE, 1, 10))
                .containsExactly(
                        WindowGrade.NO_VALID_EXTRAPOLATION,
                        WindowGrade.FORCED_INSUFFICIENT,
                        WindowGrade.COMPLETE);
    }

    @Test
    void countsTheWindowsThatAreGoodForAnAverage() {
        assertThat(assessment(10, 5, 1, 10, NONE, 1).completeness().windows()).isEqualTo(6);
        assertThat(assessment(10, 5, 1, 10, NONE, 1).completeness().validWindows()).isEqualTo(4);
    }

    private static List<WindowGrade> grades(int... got) {
        byte[] steps = assessment(got).coverage().steps();
        return IntStream.range(0, steps.length)
                .mapToObj(index ->
                        Arrays.stream(WindowGrade.values())
                                .filter(grade -> grade.step() == steps[index])
                                .findFirst()
                                .orElseThrow())
                .toList();
    }

    /** An assessment of windows with so many of ten samples each. */
    private static UsageAssessment assessment(int... got) {
        DayBlock day = new DayBlock();
        for (int i = 0; i < got.length; i++) {
            if (got[i] != NONE) {
                day.set(new FoldedWindow(FIRST + i, new TreeMap<>(), 1.0, 1, DUE, got[i]));
            }
        }
        long last = FIRST + got.length - 1;
        return new UsageView(FIRST, last, new TreeMap<>(Map.of(DayBlock.day(FIRST), day)))
                .assessment(
                        new WorkloadRef("shop", "Deployment", "apps", "web"),
                        Windows.end(last),
                        Map.of(),
                        name -> {
                            throw new AssertionError("there is no container");
                        },
                        Map.of());
    }
}
