package io.headroom.recommender.fit;

import io.headroom.model.cluster.LimitRangeState;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * LimitRanges of a namespace that give containers different defaults. The first that admission
 * comes to is the one that counts, and it takes them in no order that anybody could foretell; here
 * it is the first by name.
 */
public final class RivalDefaults {
    private RivalDefaults() {}

    /**
     * A plain sentence for each resource of which they do; empty where none does.
     *
     * @param limitRanges all of one namespace
     */
    public static Optional<String> of(List<LimitRangeState> limitRanges) {
        List<LimitRangeState> byName =
                limitRanges.stream().sorted(Comparator.comparing(LimitRangeState::name)).toList();
        Map<String, String> sentences = new TreeMap<>();
        sentences.putAll(of(byName, "request", LimitRangeState.Exact::defaultRequest));
        sentences.putAll(of(byName, "limit", LimitRangeState.Exact::defaultLimit));
        return sentences.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        String.join("; ", sentences.values())
                                + ": the API server takes them in any order, and plans take the"
                                + " first by name; leave the default to one of them");
    }

    private static Map<String, String> of(
            List<LimitRangeState> limitRanges,
            String what,
            Function<LimitRangeState.Exact, Map<String, BigDecimal>> defaults) {
        Map<String, Map<String, BigDecimal>> given = new TreeMap<>();
        for (LimitRangeState limitRange : limitRanges) {
            for (LimitRangeState.Item item : limitRange.items()) {
                LimitRangeState.Exact exact = item.exact();
                if (exact != null && item.type().equals("Container")) {
                    defaults.apply(exact)
                            .forEach((resource, amount) ->
                                    given.computeIfAbsent(resource, _ -> new TreeMap<>())
                                            .putIfAbsent(limitRange.name(), amount));
                }
            }
        }
        Map<String, String> sentences = new TreeMap<>();
        given.forEach((resource, amounts) -> {
            if (amounts.values().stream().map(BigDecimal::stripTrailingZeros).distinct().count()
                    > 1) {
                sentences.put(
                        resource + what,
                        "LimitRanges %s give containers a default %s of %s of %s"
                                .formatted(
                                        String.join(", ", amounts.keySet()),
                                        what,
                                        resource,
                                        amounts.values().stream()
                                                .map(amount -> Words.of(resource, amount))
                                                .collect(Collectors.joining(", "))));
            }
        });
        return sentences;
    }
}
