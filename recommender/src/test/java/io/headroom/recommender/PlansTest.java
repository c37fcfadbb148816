package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.cluster.Finding;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.size.Profiles;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of the plans of namespaces when one of them cannot be made. */
class PlansTest {
    private static final SortedSet<String> SHARING = new TreeSet<>(Set.of("odd", "shop"));

    private final Plans plans = new Plans(PlansTest::facts, _ -> SHARING, plan -> plan);

    @Test
    void aNamespaceOfWhichFactsCannotBeGatheredKeepsNobodyElseFromItsPlan() {
        assertThat(plans.of("shop")).isPresent();
        assertThat(plans.of("odd")).isEmpty();
        assertThat(plans.failures())
                .singleElement()
                .extracting(Finding::subject, Finding::message)
                .containsExactly("odd", "there is no plan for namespace odd: what is this?");
    }

    private static Optional<NamespaceFacts> facts(String namespace) {
        if (namespace.equals("odd")) {
            throw new IllegalStateException("what is this?");
        }
        return Optional.of(
                new NamespaceFacts(
                        namespace, Profiles.START, List.of(), List.of(), List.of(), List.of()));
    }
}
