package io.headroom.deploy.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The rules of Grafana's dashboard-linter that apply. Two are left out on purpose: the templates
 * {@code job} and {@code instance}, because every series names its workload and there is one
 * Headroom to look at.
 */
class DashboardLintTest {
    private static final String DATASOURCE = "${datasource}";
    private static final Set<String> UNITS =
            Set.of("short", "percentunit", "bytes", "s", "reqps", "cps", "bool", "dateTimeAsIso");

    @Test
    void thereAreDashboards() {
        assertThat(Dashboard.all()).extracting(Dashboard::file).contains("overview.json");
        assertThat(Dashboard.all().stream().map(each -> each.json().path("uid").asString("")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void isClassicJsonThatCannotBeEdited(Dashboard dashboard) {
        JsonNode json = dashboard.json();
        assertThat(json.path("uid").asString("")).matches("headroom-[a-z-]+");
        assertThat(json.path("title").asString("")).startsWith("Headroom / ");
        assertThat(json.path("schemaVersion").asInt(0)).isBetween(39, 42);
        assertThat(json.path("editable").asBoolean(true)).isFalse();
        assertThat(json.path("tags").valueStream().map(JsonNode::asString)).contains("headroom");
        assertThat(json.has("id")).as("an id belongs to one installation").isFalse();
        assertThat(json.has("__inputs")).as("inputs keep it from being provisioned").isFalse();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void variablesFollowTheDataAndTheTime(Dashboard dashboard) {
        List<JsonNode> variables = dashboard.variables();
        JsonNode datasource = variables.getFirst();
        assertThat(datasource.path("name").asString("")).isEqualTo("datasource");
        assertThat(datasource.path("label").asString("")).isEqualTo("Data Source");
        assertThat(datasource.path("type").asString("")).isEqualTo("datasource");
        assertThat(datasource.path("query").asString("")).isEqualTo("prometheus");
        for (JsonNode variable : variables.subList(1, variables.size())) {
            String name = variable.path("name").asString("");
            assertThat(variable.path("refresh").asInt(0)).as(name).isEqualTo(2);
            assertThat(variable.path("multi").asBoolean(false)).as(name).isTrue();
            assertThat(variable.path("includeAll").asBoolean(false)).as(name).isTrue();
            assertThat(variable.path("allValue").asString("")).as(name).isEqualTo(".+");
            assertThat(variable.path("datasource").path("uid").asString(""))
                    .as(name)
                    .isEqualTo(DATASOURCE);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableIsUsed(Dashboard dashboard) {
        String text = dashboard.json().path("panels").toString();
        for (JsonNode variable : dashboard.variables()) {
            String name = variable.path("name").asString("");
            assertThat(text.contains("$" + name) || text.contains("${" + name + "}"))
                    .as(name)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Dashboard dashboard) {
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asString("");
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asString("")).as(title).isNotBlank().endsWith(".");
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString(""))
                    .as(title)
                    .isIn(UNITS);
        }
        assertThat(dashboard.panels().stream().map(panel -> panel.path("title").asString("")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelAsksTheChosenDataSource(Dashboard dashboard) {
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asString("");
            assertThat(panel.path("datasource").path("uid").asString(""))
                    .as(title)
                    .isEqualTo(DATASOURCE);
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            Set<String> references = new HashSet<>();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("datasource").path("uid").asString(""))
                        .as(title)
                        .isEqualTo(DATASOURCE);
                assertThat(references.add(target.path("refId").asString(""))).as(title).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void queriesAreWellFormedAndRatesFollowTheZoom(Dashboard dashboard) {
        for (Dashboard.PanelQuery query : dashboard.queries()) {
            PromQl expression = query.expression();
            assertThat(expression.selectors()).as(query.panel()).isNotEmpty();
            assertThat(expression.balanced()).as(query.panel()).isTrue();
            assertThat(expression.ranges()).as(query.panel()).isSubsetOf("$__rate_interval");
            assertThat(expression.countersOnlyByIncrease()).as(query.panel()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlapAndHaveIdsOfTheirOwn(Dashboard dashboard) {
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.json().path("panels")) {
            String title = panel.path("title").asString("");
            assertThat(ids.add(panel.path("id").asInt(0))).as(title).isTrue();
            JsonNode position = panel.path("gridPos");
            int x = position.path("x").asInt(-1);
            int y = position.path("y").asInt(-1);
            assertThat(x + position.path("w").asInt(0)).as(title).isLessThanOrEqualTo(24);
            Set<String> cells =
                    IntStream.range(x, x + position.path("w").asInt(0))
                            .boxed()
                            .flatMap(column ->
                                    IntStream.range(y, y + position.path("h").asInt(0))
                                            .mapToObj(line -> column + "/" + line))
                            .collect(Collectors.toSet());
            assertThat(cells).as(title).isNotEmpty();
            assertThat(Collections.disjoint(cells, taken)).as(title).isTrue();
            taken.addAll(cells);
        }
    }

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }
}
