package io.headroom.deploy.dashboard;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A dashboard as its file says it. */
record Dashboard(String file, JsonNode json) {

    /** Every dashboard of the project. */
    static List<Dashboard> all() {
        Path folder = Path.of(System.getProperty("basedir", "."), "..", "dashboards");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every panel that shows something, also those of folded rows. */
    List<JsonNode> panels() {
        List<JsonNode> shown = new ArrayList<>();
        collect(json.path("panels"), shown);
        return shown;
    }

    List<JsonNode> variables() {
        return json.path("templating").path("list").valueStream().toList();
    }

    /** Every query of a panel or of a variable. */
    List<PanelQuery> queries() {
        List<PanelQuery> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(
                        new PanelQuery(
                                panel.path("title").asString(""),
                                new PromQl(target.path("expr").asString("")),
                                target.path("legendFormat").asString("")));
            }
        }
        for (JsonNode variable : variables()) {
            if (variable.path("type").asString("").equals("query")) {
                queries.add(
                        new PanelQuery(
                                "variable " + variable.path("name").asString(""),
                                PromQl.ofVariable(
                                        variable.path("query").path("query").asString("")),
                                ""));
            }
        }
        return queries;
    }

    @Override
    public String toString() {
        return file;
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(
                    file.getFileName().toString(),
                    Json.mapper().readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(JsonNode panels, List<JsonNode> shown) {
        for (JsonNode panel : panels) {
            if (panel.path("type").asString("").equals("row")) {
                collect(panel.path("panels"), shown);
            } else {
                shown.add(panel);
            }
        }
    }

    /** What a panel asks for, and how it names what it gets. */
    record PanelQuery(String panel, PromQl expression, String legend) {}
}
