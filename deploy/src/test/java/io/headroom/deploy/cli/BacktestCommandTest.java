package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.deploy.backtest.SeededTraces;
import io.headroom.model.topic.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BacktestCommandTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path traces = Path.of("");

    @BeforeEach
    void writeTraces() throws Exception {
        traces = Files.createDirectory(directory.resolve("traces"));
        SeededTraces.write(traces, "shop", 3, 10);
        SeededTraces.write(traces, "young", 2, 3);
    }

    @Test
    void reportsEverySetThatIsLongEnough() {
        assertThat(run("--strategies", "krr,vpa,static-peak")).isZero();
        assertThat(out())
                .startsWith("shop: 3 series, 9 container-days\n")
                .contains("\nkrr  ", "\nvpa  ", "\nstatic-peak  ", "(oracle-max)")
                .contains("where krr costs most above the least possible")
                .contains("3 series replayed; left out: 2 too short, 0 unusable; 0 problems");
        assertThat(out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(140));
        assertThat(err()).contains("headroom: replayed 5 of 5 series\n").doesNotContain("\r");
    }

    @Test
    void replaysAllStrategiesByDefault() {
        assertThat(run("--warm-up", "7d,young=1d")).isZero();
        assertThat(out())
                .contains(
                        "shop: 3 series", "young: 2 series, 4 container-days", "all sets: 5 series")
                .contains("autopilot ", "autopilot-window", "crane", "kruize", "nsigma3");
    }

    @Test
    void printsEverythingAsJson() {
        assertThat(run("--strategies", "krr,vpa", "--lambda", "20,5", "--output", "json")).isZero();
        JsonNode report = Json.mapper().readTree(out());

        JsonNode krr = report.at("/sets/0/strategies/0");
        assertThat(krr.at("/name").asString()).isEqualTo("krr");
        assertThat(krr.at("/figures/cpu/wasteRatio").isNumber()).isTrue();
        assertThat(krr.at("/figures/cost")).hasSize(2);
        assertThat(krr.at("/figures/cost/1/unservedPrice").asDouble()).isEqualTo(5);
        assertThat(krr.at("/worst")).hasSize(3);
        assertThat(report.at("/series")).hasSize(3);
        assertThat(report.at("/left/tooShort").asInt()).isEqualTo(2);
        assertThat(out()).doesNotContain("NaN");
    }

    @Test
    void crossValidatesWithTheMedianAndSpreadOfTenSplits() throws Exception {
        SeededTraces.write(traces, "long", 4, 14);
        Files.writeString(traces.resolve("long/bad.csv"), "timestamp,cpu_cores\n1000,-1\n");
        assertThat(
                        run(
                                "--strategies",
                                "krr,max7d",
                                "--sets",
                                "long",
                                "--seed",
                                "7",
                                "--cross-validate",
                                "--output",
                                "json"))
                .as(err())
                .isZero();

        JsonNode report = Json.mapper().readTree(out());
        assertThat(report.at("/splits").asInt()).isEqualTo(10);
        assertThat(report.at("/seed").asInt()).isEqualTo(7);
        assertThat(report.at("/chosen")).hasSize(20);
        JsonNode waste = report.at("/sets/0/measures/CPU_WASTE");
        assertThat(waste.at("/median").asDouble())
                .isBetween(waste.at("/low").asDouble(), waste.at("/high").asDouble());
        assertThat(report.at("/sets/0/goals/CHANGES").asDouble()).isBetween(0.0, 1.0);
        assertThat(report.at("/problems/0/what").asString()).isEqualTo("cpu_cores is negative");
        assertThat(err()).contains("bad.csv:2: cpu_cores is negative");
    }

    @Test
    void saysHowTrueItIsWhatIsSaidOfSafety() throws Exception {
        assertThat(run("--strategies", "headroom-as-run,krr", "--output", "json")).isZero();

        JsonNode strategies = Json.mapper().readTree(out()).at("/sets/0/strategies");
        JsonNode own = strategies.at("/0/figures/confidence");
        assertThat(own.at("/answers").asInt()).isPositive();
        assertThat(own.at("/cpuApart").asDouble()).isBetween(0.0, 1.0);
        assertThat(own.at("/memoryApart").asDouble()).isBetween(0.0, 1.0);
        JsonNode krr = strategies.at("/1/figures/confidence");
        assertThat(krr.at("/answers").asInt()).isZero();
        assertThat(krr.at("/cpuApart").isNull()).isTrue();

        assertThat(run("--strategies", "headroom-as-run,krr")).isZero();
        assertThat(out())
                .contains("  headroom-as-run: stated and realised safety of ")
                .doesNotContain("  krr: stated");
    }

    @Test
    void saysHowManySplitsThereMustBeAndWithWhat() {
        assertThat(run("--strategies", "krr", "--cross-validate", "9")).isEqualTo(2);
        assertThat(err()).contains("at least 10 splits");
        assertThat(run("--strategies", "max7d", "--cross-validate", "10")).isEqualTo(2);
        assertThat(err()).contains("compares with krr");
    }

    @Test
    void writesWhatTheFirstStrategyAdvisedAtEachOrigin() throws Exception {
        Path file = directory.resolve("advice.csv");

        assertThat(run("--strategies", "static-peak,vpa", "--recommendations", file.toString()))
                .isZero();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst())
                .isEqualTo("set,series,origin,cpu_request_cores,memory_request_bytes");
        // ten days less a warm-up of seven: three origins each
        assertThat(lines).hasSize(1 + 3 * 3);
        // the first window ends 1,800 s after 1,700,000,000
        assertThat(lines.get(1)).startsWith("shop,app-0,1700606600,");
        assertThat(lines.get(2)).startsWith("shop,app-0,1700693000,");
        String[] cells = lines.get(1).split(",", -1);
        assertThat(Double.parseDouble(cells[3])).isPositive();
        assertThat(Double.parseDouble(cells[4])).isGreaterThan(5e7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"autopilot", "headroom-as-run"})
    void advisesTheSameBeforeACutWhateverComesAfterIt(String strategy) throws Exception {
        Path whole = directory.resolve("whole.csv");
        Path cut = directory.resolve("cut.csv");
        assertThat(run("--strategies", strategy, "--recommendations", whole.toString())).isZero();
        Path series = traces.resolve("shop/app-0.csv");
        List<String> rows = Files.readAllLines(series);
        Files.write(series, rows.subList(0, 1 + 48 * 8 + 5));

        assertThat(run("--strategies", strategy, "--recommendations", cut.toString())).isZero();

        List<String> before =
                Files.readAllLines(cut).stream()
                        .filter(line -> line.startsWith("shop,app-0,"))
                        .toList();
        assertThat(before).hasSize(2);
        assertThat(Files.readAllLines(whole)).containsAll(before);
    }

    @Test
    void namesWhatIsWrongWithTheUsage() throws Exception {
        Files.writeString(traces.resolve("shop/bad.csv"), "timestamp,cpu_cores\n1000,-1\n1300,1\n");
        Files.writeString(traces.resolve("shop/worse.csv"), "time,cpu\n");

        assertThat(run("--strategies", "krr")).isZero();

        assertThat(err())
                .contains("bad.csv:2: cpu_cores is negative\n")
                .contains("worse.csv:1: has no column timestamp; left out\n");
        assertThat(out()).contains("left out: 3 too short, 1 unusable; 2 problems in the usage");
    }

    @Test
    void givesNoNumberWhereThereIsNoneToGive() throws Exception {
        StringBuilder idle = new StringBuilder("timestamp,cpu_cores,memory_bytes\n");
        StringBuilder away = new StringBuilder("timestamp,cpu_cores,memory_bytes\n");
        for (int step = 1; step <= 48 * 10; step++) {
            long end = 1_700_000_000L + 1_800L * step;
            idle.append(end).append(",0,0\n");
            // three weeks of nothing in the middle
            away.append(step <= 240 ? end : end + 86_400L * 21).append(",0.5,1e8\n");
        }
        Path odd = Files.createDirectories(directory.resolve("odd/set"));
        Files.writeString(odd.resolve("idle.csv"), idle);
        Files.writeString(odd.resolve("away.csv"), away);
        Files.writeString(odd.resolve("one.csv"), "timestamp,cpu_cores\n1700000000,1\n");

        assertThat(execute("backtest", directory.resolve("odd").toString(), "--output", "json"))
                .isZero();

        assertThat(err())
                .contains("away.csv:242: comes more than a week after the row before; nothing in")
                .contains("one.csv: has no two usable rows");
        assertThat(out()).doesNotContain("NaN", "Infinity");
        JsonNode report = Json.mapper().readTree(out());
        assertThat(report.at("/left/unusable").asInt()).isEqualTo(1);
        assertThat(report.at("/series")).hasSize(2);
        JsonNode gone = report.at("/series/0");
        assertThat(gone.at("/series").asString()).isEqualTo("away");
        // five days after the gap: what nobody measured is no day and no waste
        JsonNode krr = gone.at("/strategies/krr");
        assertThat(krr.at("/cpu/days").asInt()).isEqualTo(5);
        assertThat(krr.at("/cpu/unservedCoreHours").asDouble()).isZero();
        JsonNode none = report.at("/series/1/strategies/krr");
        assertThat(none.at("/cpu/usedCoreHours").asDouble()).isZero();
        assertThat(none.at("/cpu/wasteCoreHours").asDouble()).isZero();
    }

    @Test
    void saysWhyThereIsNothingToReplay() {
        assertThat(run("--sets", "young")).isEqualTo(1);
        assertThat(err()).contains("of 2 series 2 are too short for the warm-up (--warm-up)");
        assertThat(out()).isEmpty();

        assertThat(run("--sets", "yuong")).isEqualTo(1);
        assertThat(err())
                .contains("--sets yuong: there is no such set in ", "; there are shop, young\n");

        assertThat(execute("backtest", directory.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(err()).contains("there is no folder " + directory.resolve("nowhere"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("--strategies", "krr,guess")).isEqualTo(2);
        assertThat(err()).contains("no strategy is named guess; there are headroom, vpa, krr,");
        assertThat(run("--strategies", "krr", "--against", "vpa")).isEqualTo(2);
        assertThat(err()).contains("--against vpa: is not among --strategies");
        assertThat(run("--horizon", "7h")).isEqualTo(2);
        assertThat(err()).contains("horizon must divide a day or be whole days");
        assertThat(run("--warm-up", "shop=soon")).isEqualTo(2);
        assertThat(err()).contains("--warm-up soon: must be a duration");
        assertThat(run("--lambda", "0.5")).isEqualTo(2);
        assertThat(err()).contains("must be at least 1");
        assertThat(run("--lambda", "NaN")).isEqualTo(2);
        assertThat(err()).contains("must be at least 1");
        Path nowhere = directory.resolve("nowhere");
        assertThat(run("--recommendations", nowhere.resolve("a.csv").toString())).isEqualTo(1);
        assertThat(err()).contains("a.csv: there is no folder " + nowhere);
        assertThat(execute("backtest")).isEqualTo(2);
        assertThat(err()).contains("TRACES_DIR");
    }

    @Test
    void refusesTwoSourcesOfUsageAndOptionsOfTheOtherOne() {
        assertThat(run("--prometheus", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(err()).contains("--prometheus does not go with TRACES_DIR: give one of them");
        assertThat(run("--namespace", "shop")).isEqualTo(2);
        assertThat(err()).contains("--namespace does not go with TRACES_DIR");
        assertThat(run("--until", "2026-03-01T00:00:00Z")).isEqualTo(2);
        assertThat(err()).contains("--until does not go with TRACES_DIR");
        String[] prometheus = {"backtest", "--prometheus", "http://127.0.0.1:1", "", ""};
        prometheus[3] = "--sets";
        prometheus[4] = "shop";
        assertThat(execute(prometheus)).isEqualTo(2);
        assertThat(err()).contains("--sets goes with TRACES_DIR; of a Prometheus a set is a");
        prometheus[3] = "--namespace";
        prometheus[4] = "shop,Shop";
        assertThat(execute(prometheus)).isEqualTo(2);
        assertThat(err()).contains("--namespace Shop: is no name of a namespace");
        prometheus[3] = "--until";
        prometheus[4] = "yesterday";
        assertThat(execute(prometheus)).isEqualTo(2);
        assertThat(err()).contains("--until").contains("yesterday");
        assertThat(execute("backtest", "--prometheus", "prometheus:9090")).isEqualTo(2);
        assertThat(err()).contains("prometheus.url=prometheus:9090: must be a URL such as http://");
        assertThat(run("--strategys", "krr")).isEqualTo(2);
        assertThat(err()).contains("--strategys: no such setting");
        assertThat(out()).isEmpty();
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "backtest";
        all[1] = traces.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return execute(all);
    }

    private int execute(String... arguments) {
        out.reset();
        return HeadroomCommand.execute(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                arguments);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
