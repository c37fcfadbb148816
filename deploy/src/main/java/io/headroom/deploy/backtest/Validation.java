package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.CrossValidation.SetSpread;
import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.size.headroom.Tuned;
import java.util.List;

/**
 * What a cross-validation came to.
 *
 * @param splits how many
 * @param seed decided them
 * @param sets of each set, and of all where there are several
 * @param learned the same beside a model of memory's peaks that was trained on the other half; none
 *     where there is nothing to train one with
 * @param learnedHalves in how many halves, of two for each split, that model was used: in the
 *     others it did no better on what it was trained on, and abstained
 * @param chosen what each half was judged with, two for each split
 * @param problems what was left out of the usage, and why
 */
public record Validation(
        int splits,
        long seed,
        List<SetSpread> sets,
        List<SetSpread> learned,
        int learnedHalves,
        List<Tuned> chosen,
        List<Problem> problems) {
    public Validation {
        sets = List.copyOf(sets);
        learned = List.copyOf(learned);
        chosen = List.copyOf(chosen);
        problems = List.copyOf(problems);
    }
}
