package io.headroom.analyzer.restarts;

import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.IncidentClass;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows from the top down: the first that has a pattern which fits decides, and of its patterns that
 * fit the one that is surest.
 */
record Table<S extends Enum<S> & Signal>(List<Row<S>> rows) {

    Table {
        rows = List.copyOf(rows);
    }

    /**
     * What a row says.
     *
     * @param used the signals that it was told by
     */
    record Verdict<S extends Enum<S> & Signal>(
            String row, IncidentClass result, Confidence confidence, boolean planned, Set<S> used) {

        Verdict<S> atMost(Confidence most) {
            return confidence.compareTo(most) <= 0
                    ? this
                    : new Verdict<>(row, result, most, planned, used);
        }
    }

    /** The verdict on what was seen; empty when no row knows it. */
    Optional<Verdict<S>> classify(Set<S> signals) {
        for (Row<S> row : rows) {
            Optional<Row.Pattern<S>> surest =
                    row.patterns().stream()
                            .filter(pattern -> pattern.matches(signals))
                            .max(Comparator.comparing(Row.Pattern::confidence));
            if (surest.isPresent()) {
                return Optional.of(
                        new Verdict<>(
                                row.id(),
                                row.result(),
                                surest.get().confidence(),
                                row.plan().planned(signals),
                                surest.get().all()));
            }
        }
        return Optional.empty();
    }
}
