package io.headroom.recommender.size;

import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Risk;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The strategies that ship, by name. */
public final class Strategies {
    private static final SequencedMap<String, Strategy> KNOWN =
            byName(
                    List.of(
                            new HeadroomStrategy(Risk.SAFE),
                            new VpaOverHistory(),
                            Krr.simple(),
                            Krr.simpleLimit(),
                            Crane.resourceRecommender(),
                            Kruize.performance(),
                            Kruize.cost(),
                            new AutopilotEnsemble(),
                            AutopilotWindow.strategy(),
                            NSigma.three(),
                            Peaks.ofAWeek(),
                            Peaks.ofYesterday(),
                            Peaks.ever()));

    private Strategies() {}

    /** All of them. */
    public static List<Strategy> all() {
        return List.copyOf(KNOWN.values());
    }

    /**
     * The strategy of that name.
     *
     * @throws IllegalArgumentException naming those that there are, when there is none
     */
    public static Strategy named(String name) {
        Strategy strategy = KNOWN.get(name);
        if (strategy == null) {
            throw new IllegalArgumentException(
                    "no strategy is named " + name + "; there are " + String.join(", ", names()));
        }
        return strategy;
    }

    /**
     * The strategy of that name, as cautious as asked for where it knows risk.
     *
     * @throws IllegalArgumentException as above
     */
    public static Strategy named(String name, Risk risk) {
        return name.equals(HeadroomStrategy.NAME) ? new HeadroomStrategy(risk) : named(name);
    }

    /** The highest usage ever seen, which savings are counted from. */
    public static Strategy staticPeak() {
        return Peaks.ever();
    }

    public static Collection<String> names() {
        return KNOWN.sequencedKeySet();
    }

    private static SequencedMap<String, Strategy> byName(List<Strategy> strategies) {
        SequencedMap<String, Strategy> map = new LinkedHashMap<>();
        strategies.forEach(strategy -> map.put(strategy.name(), strategy));
        return Collections.unmodifiableSequencedMap(map);
    }
}
