package io.headroom.analyzer.restarts;

import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.IncidentClass;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One row of a classifier's table: a class, and each combination of signals that means it.
 *
 * @param id the row's number in the table of the semantics, such as {@code A3}
 * @param plan when it was meant to happen
 */
record Row<S extends Enum<S> & Signal>(
        String id, IncidentClass result, Plan<S> plan, List<Pattern<S>> patterns) {

    Row {
        patterns = List.copyOf(patterns);
    }

    /**
     * Signals that together mean a class.
     *
     * @param all that must be there
     * @param none that must not
     */
    record Pattern<S extends Enum<S> & Signal>(Confidence confidence, Set<S> all, Set<S> none) {

        boolean matches(Set<S> signals) {
            return signals.containsAll(all) && none.stream().noneMatch(signals::contains);
        }
    }

    /**
     * Whether somebody meant it to happen: always, never, or when one of some signals is there.
     *
     * @param signals when {@code always} does not decide it
     */
    record Plan<S extends Enum<S> & Signal>(boolean always, List<S> signals) {

        boolean planned(Set<S> present) {
            return always || signals.stream().anyMatch(present::contains);
        }
    }

    static <S extends Enum<S> & Signal> Row<S> unplanned(String id, IncidentClass result) {
        return new Row<>(id, result, new Plan<S>(false, List.of()), List.of());
    }

    static <S extends Enum<S> & Signal> Row<S> planned(String id, IncidentClass result) {
        return new Row<>(id, result, new Plan<S>(true, List.of()), List.of());
    }

    @SafeVarargs
    static <S extends Enum<S> & Signal> Row<S> plannedIf(
            String id, IncidentClass result, S first, S... others) {
        Set<S> signals = EnumSet.of(first);
        for (S other : others) {
            signals.add(other);
        }
        return new Row<>(id, result, new Plan<>(false, List.copyOf(signals)), List.of());
    }

    @SafeVarargs
    final Row<S> confirmed(S first, S... others) {
        Set<S> all = EnumSet.of(first);
        for (S other : others) {
            all.add(other);
        }
        return when(Confidence.CONFIRMED, all);
    }

    @SafeVarargs
    final Row<S> likely(S first, S... others) {
        Set<S> all = EnumSet.of(first);
        for (S other : others) {
            all.add(other);
        }
        return when(Confidence.LIKELY, all);
    }

    Row<S> unknown(S signal) {
        return when(Confidence.UNKNOWN, EnumSet.of(signal));
    }

    /** The patterns so far hold only without these. */
    @SafeVarargs
    final Row<S> unless(S first, S... others) {
        Set<S> none = EnumSet.of(first);
        for (S other : others) {
            none.add(other);
        }
        return new Row<>(
                id,
                result,
                plan,
                patterns.stream()
                        .map(each -> new Pattern<>(each.confidence(), each.all(), none))
                        .toList());
    }

    private Row<S> when(Confidence confidence, Set<S> all) {
        Pattern<S> pattern = new Pattern<>(confidence, all, Set.of());
        return new Row<>(
                id, result, plan, Stream.concat(patterns.stream(), Stream.of(pattern)).toList());
    }
}
