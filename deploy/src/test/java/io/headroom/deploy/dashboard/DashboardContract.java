package io.headroom.deploy.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds what the dashboards ask for against what a running Headroom serves. */
public final class DashboardContract {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The labels of each series, by metric. */
    private final Map<String, List<Map<String, String>>> served = new HashMap<>();

    private DashboardContract(String exposition) {
        exposition
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    var sample = SAMPLE.matcher(line);
                    if (!sample.matches()) {
                        throw new AssertionError("not a sample: " + line);
                    }
                    String labels = sample.group(2) == null ? "" : sample.group(2);
                    served.computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                            .add(
                                    LABEL.matcher(labels)
                                            .results()
                                            .collect(
                                                    Collectors.toMap(
                                                            label -> label.group(1),
                                                            label -> label.group(2))));
                });
    }

    /**
     * Every metric, label and fixed label value that a query of a dashboard names and that is not
     * there.
     *
     * @param exposition an answer of {@code /metrics} in the text format
     */
    public static List<String> violations(String exposition) {
        DashboardContract contract = new DashboardContract(exposition);
        List<String> violations = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            dashboard.queries().forEach(query -> contract.check(dashboard, query, violations));
        }
        return violations;
    }

    private void check(Dashboard dashboard, Dashboard.PanelQuery query, List<String> violations) {
        String where = dashboard.file() + ", " + query.panel() + ": ";
        TreeSet<String> known = new TreeSet<>();
        for (PromQl.Selector selector : query.expression().selectors()) {
            List<Map<String, String>> series = served.get(selector.metric());
            if (series == null) {
                violations.add(where + "no series of " + selector.metric());
                continue;
            }
            series.forEach(labels -> known.addAll(labels.keySet()));
            for (String label : selector.labels()) {
                if (series.stream().noneMatch(labels -> labels.containsKey(label))) {
                    violations.add(where + selector.metric() + " has no label " + label);
                }
            }
            if (series.stream()
                    .noneMatch(
                            labels -> labels.entrySet().containsAll(selector.fixed().entrySet()))) {
                violations.add(where + "no " + selector.metric() + " with " + selector.fixed());
            }
        }
        for (String label : query.expression().labels(query.legend())) {
            if (!known.contains(label)) {
                violations.add(where + "no series has the label " + label);
            }
        }
    }
}
