package io.headroom.deploy.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.CollectorMetrics;
import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.recommender.RecommenderMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The alert rules, asked of promtool and held to the metrics that there are. */
class AlertRulesTest {
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");
    private static final Classification WHY =
            new Classification(
                    IncidentClass.APP_ERROR, "A15", Confidence.LIKELY, false, "1", List.of());
    private static final Pattern METRIC = Pattern.compile("headroom_[a-z_]+");

    @ParameterizedTest
    @MethodSource("rules")
    void areRules(Path file) throws Exception {
        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void fireWhenTheyShouldAndOnlyThen(Path file) throws Exception {
        Path test =
                file.resolveSibling(file.getFileName().toString().replace(".yaml", ".test.yaml"));
        assertThat(test).exists();
        assertThat(promtool("test", "rules", test.toString())).contains("SUCCESS");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void areShownWithTheCommandsThatCheckThem(Path file) throws Exception {
        String name = file.getFileName().toString();

        assertThat(Files.readString(file.resolve("../../README.md").normalize()))
                .contains("promtool check rules dashboards/rules/" + name)
                .contains(
                        "promtool test rules dashboards/rules/"
                                + name.replace(".yaml", ".test.yaml"));
    }

    @Test
    void askForMetricsThatAreExported() throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        new CollectorMetrics(registry);
        AnalyzerMetrics analyzer = new AnalyzerMetrics(registry);
        // a counter with labels is not in a scrape before it has counted something
        analyzer.restart(restart());
        analyzer.disruption(WEB, WHY);
        analyzer.flapped(WEB, "app", Flaps.Kind.READINESS, 1);
        analyzer.flapped(WEB, null, Flaps.Kind.AUTOSCALER, 1);
        analyzer.flapped(WEB, "app", Flaps.Kind.PROCESS_OOM, 1);
        // nor is one of a workload before there is anything to show
        new RecommenderMetrics(registry).show(new TroubledView(), () -> true);
        Set<String> exported =
                registry.scrape().stream()
                        .map(MetricSnapshot::getMetadata)
                        .map(metadata -> metadata.getPrometheusName())
                        .collect(Collectors.toSet());
        Set<String> asked = new TreeSet<>();
        for (Path file : rules()) {
            Matcher metric = METRIC.matcher(Files.readString(file));
            while (metric.find()) {
                asked.add(metric.group().replaceAll("_total$", ""));
            }
        }
        assertThat(asked).isNotEmpty();
        assertThat(exported).containsAll(asked);
    }

    private static RestartRecord restart() {
        return new RestartRecord(
                WEB,
                "web-1",
                "uid-1",
                "app",
                ContainerType.APP,
                1,
                true,
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                null,
                WHY,
                false,
                Outcome.OPEN,
                null,
                null);
    }

    static List<Path> rules() throws IOException {
        Path folder = Path.of(System.getProperty("basedir", "."), "..", "dashboards", "rules");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.toString().endsWith(".test.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static String promtool(String... arguments) throws Exception {
        String folders = System.getenv("PATH");
        boolean there =
                Arrays.stream(folders.split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        String otherwise = "promtool is needed: it comes with the package prometheus";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as(otherwise).isTrue();
        }
        Assumptions.assumeTrue(there, otherwise);
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of("promtool"), Arrays.stream(arguments))
                                        .toList())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
