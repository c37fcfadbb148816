package io.headroom.recommender.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StrategiesTest {
    @Test
    void findsEachByItsName() {
        assertThat(Strategies.all())
                .isNotEmpty()
                .allSatisfy(strategy ->
                        assertThat(Strategies.named(strategy.name())).isSameAs(strategy));
    }

    @Test
    void saysWhichThereAreWhenOneIsAskedForThatIsNot() {
        assertThatThrownBy(() -> Strategies.named("guess"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no strategy is named guess; there are ")
                .hasMessageContaining("krr, ");
    }
}
