package io.headroom.deploy.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headroom.collector.history.PrometheusConfig;
import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.backtest.ProgressBar;
import io.headroom.deploy.backtest.PrometheusUsage;
import io.headroom.deploy.cli.HeadroomCommand;
import io.headroom.deploy.cluster.Certificates;
import io.headroom.deploy.history.RememberedPod.Owner;
import io.headroom.model.profile.Windows;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Json;
import io.headroom.recommender.replay.trace.CpuSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A backtest over what a real Prometheus remembers comes to what one over files with the same usage
 * comes to; and what cannot be read is said in a sentence.
 */
class PrometheusBacktestIT {
    private static final String TOKEN = "s3cret";
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(5));
    private static final Instant MIDDLE = START.plus(Duration.ofDays(3));
    private static final Owner WEB = new Owner("ReplicaSet", "web-1", "Deployment", "web");
    private static final Owner DB = new Owner("StatefulSet", "db", "<none>", "<none>");
    private static final Owner ODD = new Owner("StatefulSet", "odd", "<none>", "<none>");

    private static final RememberedPod WEB_A =
            new RememberedPod("shop", "web-1-a", "uid-a", WEB, 0, START, END);

    /** A second replica that comes later and uses more. */
    private static final RememberedPod WEB_B =
            new RememberedPod("shop", "web-1-b", "uid-b", WEB, 2, MIDDLE, END);

    /** Nothing for an hour between two pods of one name. */
    private static final RememberedPod OLD_DB =
            new RememberedPod("shop", "db-0", "uid-old", DB, 1, START, MIDDLE);

    private static final RememberedPod NEW_DB =
            new RememberedPod(
                    "shop", "db-0", "uid-new", DB, 3, MIDDLE.plus(Duration.ofHours(1)), END);

    /** Two replicas of the Prometheus scrape it, its counter starts again, and values are odd. */
    private static final RememberedPod STRANGE =
            new RememberedPod("billing", "odd-0", "uid-odd", ODD, 1, START, END);

    /** Right after this sample the counter began at zero. */
    private static final Instant RESET = START.plus(Duration.ofHours(30)).plusSeconds(150);

    private static final long NAN = Windows.indexOf(START.plus(Duration.ofHours(40)));
    private static final long NEGATIVE = NAN + 5;
    private static final long HUGE = NAN + 9;

    @TempDir static Path directory;
    private static PrometheusServer prometheus;
    private static Certificates certificates;
    private static Path traces;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void remember() throws Exception {
        OpenMetrics told = new OpenMetrics();
        for (RememberedPod pod : List.of(WEB_A, WEB_B, OLD_DB, NEW_DB)) {
            pod.addTo(told);
        }
        WEB_A.addReplicaSetTo(told);
        addStrange(told);
        prometheus =
                PrometheusServer.start(
                        PrometheusServer.blocks(directory.resolve("prometheus"), told));
        certificates = Certificates.in(directory.resolve("certificates"));
        certificates.sign("prometheus", "/CN=prometheus");
        Files.writeString(directory.resolve("token"), TOKEN + "\n");
        traces = Files.createDirectory(directory.resolve("traces"));
        write("shop", "Deployment.apps_web_app", List.of(WEB_A, WEB_B));
        write("shop", "StatefulSet.apps_db_app", List.of(OLD_DB, NEW_DB));
        write("billing", "StatefulSet.apps_odd_app", List.of(STRANGE));
    }

    @AfterAll
    static void stop() {
        prometheus.close();
    }

    private static void addStrange(OpenMetrics told) {
        STRANGE.addFactsTo(told);
        String labels = STRANGE.container() + ",cpu=\"total\"";
        for (String replica : List.of("a", "b")) {
            // the second one was down for a while
            Instant from = replica.equals("a") ? START : MIDDLE;
            told.series(
                    "container_cpu_usage_seconds_total",
                    labels + ",prometheus_replica=\"" + replica + '"',
                    from,
                    END,
                    at ->
                            at.isAfter(RESET)
                                    ? STRANGE.seconds(at) - STRANGE.seconds(RESET)
                                    : STRANGE.seconds(at));
            told.series(
                    "container_memory_working_set_bytes",
                    STRANGE.container() + ",prometheus_replica=\"" + replica + '"',
                    from,
                    END,
                    at -> strangeBytes(Windows.indexOf(at)));
        }
    }

    private static double strangeBytes(long window) {
        return window == NAN
                ? Double.NaN
                : window == NEGATIVE ? -1 : window == HUGE ? 1e18 : STRANGE.memoryBytes(window);
    }

    /** The same usage in a file: of each window the hottest replica. */
    private static void write(String set, String series, List<RememberedPod> pods)
            throws Exception {
        StringBuilder csv = new StringBuilder("timestamp,cpu_cores,cpu_max_cores,memory_bytes\n");
        for (long window = Windows.indexOf(START); window < Windows.indexOf(END); window++) {
            double mean = Double.NaN;
            double most = Double.NaN;
            double bytes = Double.NaN;
            Instant start = Windows.start(window);
            for (RememberedPod pod : pods) {
                if (start.isBefore(pod.createdAt()) || start.isAfter(pod.lastSampleAt())) {
                    continue;
                }
                if (start.isBefore(pod.lastSampleAt())) {
                    mean = highest(mean, pod.meanCores(window));
                    most = highest(most, pod.maxCores(window));
                }
                // a last sample at the very end of a window belongs to the next one
                bytes = highest(bytes, pod.memoryBytes(window));
            }
            if (pods.contains(STRANGE) && (window == NAN || window == NEGATIVE || window == HUGE)) {
                bytes = Double.NaN;
            }
            if (!Double.isNaN(bytes) || !Double.isNaN(mean)) {
                csv.append(Windows.end(window).getEpochSecond())
                        .append(',')
                        .append(cell(mean))
                        .append(',')
                        .append(cell(most))
                        .append(',')
                        .append(cell(bytes))
                        .append('\n');
            }
        }
        Files.writeString(
                Files.createDirectories(traces.resolve(set)).resolve(series + ".csv"), csv);
    }

    private static double highest(double known, double other) {
        return Double.isNaN(known) ? other : Math.max(known, other);
    }

    private static String cell(double amount) {
        return Double.isNaN(amount) ? "" : Double.toString(amount);
    }

    @Test
    void bothSourcesComeToTheSameFigures() throws Exception {
        for (String signal : List.of("auto", "max")) {
            Path fromFiles = directory.resolve("files-" + signal + ".csv");
            Path fromPrometheus = directory.resolve("prometheus-" + signal + ".csv");
            assertThat(
                            run(
                                    traces.toString(),
                                    "--cpu-signal=" + signal,
                                    "--recommendations=" + fromFiles))
                    .as(this::err)
                    .isZero();
            JsonNode expected = Json.mapper().readTree(out.toString(UTF_8));
            JsonNode found;
            try (GuardedProxy proxy =
                    new GuardedProxy(certificates, "prometheus", prometheus.url(), TOKEN)) {
                assertThat(
                                ask(
                                        proxy.url(),
                                        "--prometheus.token-file=" + directory.resolve("token"),
                                        "--prometheus.ca-file=" + certificates.authority(),
                                        "--cpu-signal=" + signal,
                                        "--recommendations=" + fromPrometheus))
                        .as(this::err)
                        .isZero();
                found = Json.mapper().readTree(out.toString(UTF_8));
            }
            assertThat(found.at("/series")).hasSize(3);
            assertThat(found.at("/sets")).hasSize(3);
            assertSame(found.at("/sets"), expected.at("/sets"), "sets");
            assertSame(found.at("/series"), expected.at("/series"), "series");
            assertSameRows(fromPrometheus, fromFiles);
        }
        assertThat(err()).contains("headroom: read 100 of 100 % of the history\n");
    }

    @Test
    void whatCannotBeRightIsNamedAndCounted() {
        assertThat(ask(prometheus.url(), "--namespace=billing")).isZero();

        String where = "headroom: " + prometheus.url() + " billing/odd-0/app at ";
        assertThat(err())
                .contains(where + Windows.end(NAN) + ": memory is no number; left out\n")
                .contains(where + Windows.end(NEGATIVE) + ": memory is negative; left out\n")
                .contains(
                        where
                                + Windows.end(HUGE)
                                + ": memory is beyond any machine: is it in another unit?; left"
                                + " out\n");
        JsonNode report = Json.mapper().readTree(out.toString(UTF_8));
        assertThat(report.at("/problems")).hasSize(3);
        assertThat(report.at("/sets")).hasSize(1);
        assertThat(report.at("/series/0/set").asString()).isEqualTo("billing");
        assertThat(report.at("/series/0/series").asString()).isEqualTo("StatefulSet.apps/odd/app");
    }

    @Test
    void aPageIsWrittenAsWithFiles() throws Exception {
        Path page = directory.resolve("report.html");

        assertThat(ask(prometheus.url(), "--namespace=shop", "--html=" + page)).isZero();

        assertThat(Files.readString(page)).contains("shop/StatefulSet.apps/db/app");
    }

    @Test
    void whoMayNotQueryIsToldHowToGetIn() throws Exception {
        try (GuardedProxy proxy =
                new GuardedProxy(certificates, "prometheus", prometheus.url(), TOKEN)) {
            assertThat(ask(proxy.url(), "--prometheus.ca-file=" + certificates.authority()))
                    .isEqualTo(1);
            assertThat(lastLine())
                    .isEqualTo(
                            "headroom: there is no history in "
                                    + proxy.url()
                                    + ": it answered 401; give it a token (prometheus.token-file) or"
                                    + " a header (prometheus.headers) that may query");
            assertThat(ask(proxy.url())).isEqualTo(1);
            assertThat(lastLine()).contains("name its certificate authority (prometheus.ca-file)");
            assertThat(ask(proxy.url(), "--prometheus.ca-file=/no/such/file")).isEqualTo(1);
            assertThat(lastLine()).contains("cannot be read (prometheus.ca-file=/no/such/file)");
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void aPrometheusThatDoesNotAnswerIsNamed() {
        assertThat(ask(URI.create("http://127.0.0.1:1"))).isEqualTo(1);
        assertThat(lastLine())
                .startsWith(
                        "headroom: there is no history in http://127.0.0.1:1: it cannot be reached")
                .endsWith("see whether prometheus.url can be reached");
    }

    @Test
    void anEmptyHistoryIsSaidWithWhatToLookAt() {
        assertThat(ask(prometheus.url(), "--namespace=nowhere,neither")).isEqualTo(1);
        assertThat(lastLine())
                .startsWith(
                        "headroom: there is no history of --namespace neither,nowhere in "
                                + prometheus.url()
                                + ": it has no container_cpu_usage_seconds_total")
                .contains("prometheus.matchers");
        assertThat(ask(prometheus.url(), "--until=2020-01-01T00:00:00Z")).isEqualTo(1);
        assertThat(lastLine())
                .contains("there is no history in " + prometheus.url())
                .endsWith(
                        "see whether it scrapes the kubelets' /metrics/cadvisor, and"
                                + " prometheus.matchers");
        assertThat(ask(prometheus.url(), "--warm-up=30d")).isEqualTo(1);
        assertThat(lastLine())
                .contains(
                        "nothing to replay in "
                                + prometheus.url()
                                + ": of 3 series 3 are too short for the warm-up");
    }

    @Test
    void anHourThatIsNotAnsweredIsNamedAndTheRestIsReplayed() throws Exception {
        Instant missing = MIDDLE.plusSeconds(1_234);
        try (GuardedProxy proxy =
                new GuardedProxy(
                        certificates,
                        "prometheus",
                        prometheus.url(),
                        TOKEN,
                        asked -> covers(asked, missing))) {
            assertThat(
                            ask(
                                    proxy.url(),
                                    "--prometheus.token-file=" + directory.resolve("token"),
                                    "--prometheus.insecure-tls=true"))
                    .isEqualTo(1);
        }
        assertThat(Json.mapper().readTree(out.toString(UTF_8)).at("/series")).hasSize(3);
        assertThat(err())
                .contains(": nothing from ")
                .contains(": it answered 422: the query exceeds the limit of this proxy\n");
        assertThat(lastLine()).contains("is not whole, and neither are these figures");
    }

    private static boolean covers(URI asked, Instant moment) {
        String query = URLDecoder.decode(asked.getRawQuery(), UTF_8);
        String from = query.replaceAll(".*&start=(\\d+).*", "$1");
        String to = query.replaceAll(".*&end=(\\d+).*", "$1");
        return Long.parseLong(from) <= moment.getEpochSecond()
                && Long.parseLong(to) >= moment.getEpochSecond();
    }

    @Test
    void whatIsTooMuchIsRefusedWithTheWayOut() throws Exception {
        try (PrometheusServer small =
                PrometheusServer.start(
                        directory.resolve("prometheus/data"), "--query.max-samples=30")) {
            assertThat(ask(small.url())).isEqualTo(1);
            assertThat(lastLine())
                    .contains("would load too many samples")
                    .endsWith("raise its limits on samples and series of a query");
        }
        PrometheusConfig config =
                PrometheusConfig.from(
                                Settings.of(
                                        Map.of(
                                                "prometheus.url",
                                                prometheus.url().toString(),
                                                "prometheus.history",
                                                "5d")))
                        .orElseThrow();
        assertThatThrownBy(() ->
                        PrometheusUsage.read(
                                config,
                                new PrometheusUsage.Asked(Set.of(), END, CpuSignal.AUTO),
                                100_000,
                                ProgressBar.ofReading(new PrintStream(err), false)))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("is too long for the memory that there is")
                .hasMessageContaining("--namespace");
    }

    private int ask(URI url, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--prometheus",
                                url.toString(),
                                "--prometheus.history=5d",
                                "--until=" + END));
        arguments.addAll(List.of(more));
        // the later of two counts
        if (List.of(more).stream().anyMatch(each -> each.startsWith("--until"))) {
            arguments.remove("--until=" + END);
        }
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... more) {
        out.reset();
        List<String> arguments =
                new ArrayList<>(List.of("backtest", "--strategies=krr,vpa", "--output=json"));
        if (List.of(more).stream().noneMatch(each -> each.startsWith("--warm-up"))) {
            arguments.add("--warm-up=2d");
        }
        arguments.addAll(List.of(more));
        return HeadroomCommand.execute(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                arguments.toArray(String[]::new));
    }

    private String err() {
        return err.toString(UTF_8);
    }

    private String lastLine() {
        List<String> lines = err().lines().toList();
        return lines.isEmpty() ? "" : lines.getLast();
    }

    /** Numbers to a millionth: a rate is a division of differences. */
    private static void assertSame(JsonNode found, JsonNode expected, String where) {
        assertThat(found.getNodeType()).as(where).isEqualTo(expected.getNodeType());
        if (expected.isNumber()) {
            double amount = expected.asDouble();
            assertThat(found.asDouble())
                    .as(where)
                    .isCloseTo(amount, within(Math.max(1e-6, Math.abs(amount) * 1e-6)));
        } else if (expected.isString()) {
            assertThat(found.asString().replace('/', '_')).as(where).isEqualTo(expected.asString());
        } else {
            assertThat(found.size()).as(where).isEqualTo(expected.size());
            if (expected.isArray()) {
                for (int i = 0; i < expected.size(); i++) {
                    assertSame(found.get(i), expected.get(i), where + "[" + i + "]");
                }
            } else {
                for (String name : expected.propertyNames()) {
                    assertSame(found.path(name), expected.get(name), where + "." + name);
                }
            }
        }
    }

    private static void assertSameRows(Path found, Path expected) throws Exception {
        List<String> rows = Files.readAllLines(found);
        List<String> same = Files.readAllLines(expected);
        assertThat(rows).hasSameSizeAs(same).hasSizeGreaterThan(6);
        for (int row = 1; row < rows.size(); row++) {
            String[] one = rows.get(row).replace('/', '_').split(",", -1);
            String[] other = same.get(row).split(",", -1);
            assertThat(List.of(one).subList(0, 3)).isEqualTo(List.of(other).subList(0, 3));
            for (int cell = 3; cell < 5; cell++) {
                double amount = Double.parseDouble(other[cell]);
                assertThat(Double.parseDouble(one[cell])).isCloseTo(amount, within(amount * 1e-6));
            }
        }
    }
}
