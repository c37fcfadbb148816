package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.CrossValidation.SetSpread;
import io.headroom.recommender.size.headroom.Tuned;
import java.util.List;

/**
 * What a cross-validation came to.
 *
 * @param splits how many
 * @param seed decided them
 * @param sets of each set, and of all where there are several
 * @param chosen what each half was judged with, two for each split
 */
public record Validation(int splits, long seed, List<SetSpread> sets, List<Tuned> chosen) {
    public Validation {
        sets = List.copyOf(sets);
        chosen = List.copyOf(chosen);
    }
}
