package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OutputTest {
    private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");

    @Test
    void theTableHasOneLineAContainer() {
        assertThat(Output.TABLE.format(List.of(recommendation("web", "checkout", "app"))))
                .isEqualTo(
                        """
                        NAMESPACE WORKLOAD            CONTAINER  CPU TARGET BOUNDS    MEMORY TARGET BOUNDS     WHY
                        web       deployment/checkout app       500m   250m 120m..1.5    1Gi  300Mi 250Mi..2Gi node_size
                        web       deployment/checkout sidecar   500m                     1Gi                   %s
                        """
                                .formatted("too_few_samples until 12:00Z"));
    }

    @Test
    void theTableFitsIntoATerminalWhateverTheNames() {
        String table =
                Output.TABLE.format(
                        List.of(recommendation("n".repeat(63), "w".repeat(200), "c".repeat(63))));
        assertThat(table.lines()).allMatch(line -> line.length() <= 120).hasSize(3);
        assertThat(table).contains("…");
    }

    @Test
    void jsonIsTheRecordsUnderOneKey() {
        Recommendation recommendation = recommendation("web", "checkout", "app");
        var json = Json.mapper().readTree(Output.JSON.format(List.of(recommendation)));
        assertThat(json.propertyNames()).containsExactly("recommendations");
        assertThat(
                        Json.mapper()
                                .treeToValue(
                                        json.get("recommendations").get(0), Recommendation.class))
                .isEqualTo(recommendation);
    }

    @Test
    void yamlHasTheFieldsOfTheJson() {
        List<Recommendation> all = List.of(recommendation("web", "checkout", "app"));
        YAMLMapper yaml = new YAMLMapper();

        assertThat(yaml.readTree(Output.YAML.format(all)))
                .isEqualTo(yaml.readTree(Output.JSON.format(all)));
        assertThat(yaml.readTree(Output.YAML.format(all.getFirst())))
                .isEqualTo(yaml.readTree(Output.JSON.format(all.getFirst())));
    }

    @Test
    void nothingIsAnEmptyListAndAHeading() {
        assertThat(Json.mapper().readTree(Output.JSON.format(List.of())).get("recommendations"))
                .isEmpty();
        assertThat(Output.TABLE.format(List.of())).startsWith("NAMESPACE ");
    }

    private static Recommendation recommendation(String namespace, String name, String container) {
        var now = new Resources(new Cpu(500), Memory.ofMebibytes(1024));
        return new Recommendation(
                new WorkloadRef(namespace, "Deployment", "apps", name),
                NOON,
                "vpa",
                new Completeness(10, 10),
                List.of(
                        new ContainerRecommendation(
                                container,
                                ContainerType.APP,
                                now,
                                Resources.NONE,
                                new Advice.Resize(
                                        new Resources(new Cpu(250), Memory.ofMebibytes(300)),
                                        new Resources(new Cpu(120), Memory.ofMebibytes(250)),
                                        new Resources(new Cpu(1500), Memory.ofMebibytes(2048)),
                                        new Resources(new Cpu(250), Memory.ofMebibytes(300)),
                                        14,
                                        4032,
                                        List.of(
                                                new Reason(Reason.Code.PERCENTILE, "P90."),
                                                new Reason(Reason.Code.NODE_SIZE, "Large.")))),
                        new ContainerRecommendation(
                                "sidecar",
                                ContainerType.SIDECAR,
                                now,
                                Resources.NONE,
                                new Advice.Hold(
                                        Advice.HoldCode.TOO_FEW_SAMPLES, "3 of 10", NOON))));
    }
}
