package io.headroom.recommender.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceSheetTest {
    private static final String SHEET =
            """
            currency: EUR
            perCoreHour: 0.03
            perGibHour: 0.004
            nodes:
              - labels: {karpenter.sh/capacity-type: spot, zone: a}
                perCoreHour: 0.01
              - labels: {karpenter.sh/capacity-type: spot}
                perCoreHour: 0.02
            """;

    @TempDir Path directory;

    @Test
    void theFirstRuleWhoseLabelsANodeHasSetsItsPrice() {
        PriceSheet sheet = PriceSheetFile.parse(SHEET);

        assertThat(sheet.on(spot("a"))).isEqualTo(new Price(0.01, 0.004));
        assertThat(sheet.on(spot("b"))).isEqualTo(new Price(0.02, 0.004));
        assertThat(sheet.on(Map.of("zone", "a"))).isEqualTo(new Price(0.03, 0.004));
    }

    @Test
    void aWorkloadCostsTheMeanOfTheNodesOfItsPods() {
        PriceSheet sheet = PriceSheetFile.parse(SHEET);

        Price mean = sheet.mean(List.of(spot("a"), Map.of()));

        assertThat(mean.perCoreHour()).isEqualTo((0.01 + 0.03) / 2);
        assertThat(mean.perGibHour()).isEqualTo(0.004);
        assertThat(sheet.mean(List.of())).isEqualTo(new Price(0.03, 0.004));
    }

    @Test
    void whatHasNoPriceCostsNothingThatIsKnown() {
        assertThat(Price.NONE.hourly(1, 1)).isNull();
        assertThat(new Price(2.0, null).hourly(1.5, 1L << 30)).isEqualTo(3);
        assertThat(new Price(null, 2.0).hourly(1.5, 1L << 30)).isEqualTo(2);
    }

    @Test
    void settingsGoBeforeTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("prices.yaml"), SHEET);

        PriceSheet sheet =
                from(
                        Map.of(
                                "price.sheet",
                                file.toString(),
                                "price.currency",
                                "CHF",
                                "price.per-core-hour",
                                "0.05"));

        assertThat(sheet.currency()).isEqualTo("CHF");
        assertThat(sheet.base()).isEqualTo(new Price(0.05, 0.004));
        assertThat(sheet.nodes()).hasSize(2);
    }

    @Test
    void nothingHasAPriceUnlessOneIsSet() {
        assertThat(from(Map.of())).isEqualTo(PriceSheet.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "perCoreHour: cheap | perCoreHour must be a number that is not negative: \"cheap\"",
                "perGibHour: -1 | perGibHour must be a number that is not negative: -1",
                "perGibHour: .nan | perGibHour must be a number that is not negative",
                "percorehour: 1 | no such field: percorehour; there are currency, nodes,"
                        + " perCoreHour, perGibHour",
                "nodes: {a: b} | nodes must be a list",
                "nodes: [{perCoreHour: 1}] | nodes[0].labels must name at least one label",
                "nodes: [{labels: {a: [b]}}] | nodes[0].labels.a must be a value",
                "currency: '€ 1' | the currency must be one to eight letters",
                "'[1]' | must hold keys and values",
                "'{' | not YAML: line"
            },
            quoteCharacter = '^')
    void saysWhatIsWrongWithAFile(String text, String sentence) {
        assertThatThrownBy(() -> PriceSheetFile.parse(text.replaceAll("^'(\\W.*)'$", "$1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void namesTheFileThatIsNotThere() {
        assertThatThrownBy(() -> from(Map.of("price.sheet", "/no/such/sheet")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("price.sheet=/no/such/sheet: no such file");
    }

    private static PriceSheet from(Map<String, String> values) {
        Settings settings = Settings.of(values);
        PriceSheet sheet = PriceSettings.from(settings);
        settings.finish();
        return sheet;
    }

    private static Map<String, String> spot(String zone) {
        return Map.of("karpenter.sh/capacity-type", "spot", "zone", zone, "other", "x");
    }
}
