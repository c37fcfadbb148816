package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.topic.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HorizontalBacktestTest {
    private static final long START = 1_772_323_200L;
    private static final String HEADER =
            "set,series,origin,min_replicas,max_replicas,target_cpu_utilization_percent,"
                    + "scale_up_stabilization_seconds,scale_down_stabilization_seconds,"
                    + "floor_schedule_json";

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path traces = Path.of("");
    private Path settings = Path.of("");

    @BeforeEach
    void writeTraces() throws IOException {
        traces = Files.createDirectories(directory.resolve("traces/demand/shop"));
        settings = directory.resolve("settings.csv");
        write("cart", 9);
        write("young", 1);
        traces = directory.resolve("traces");
    }

    @Test
    void writesSettingsForEveryOriginAndSaysWhatTheyWouldHaveDone() throws IOException {
        assertThat(run("--settings", settings.toString())).as(err()).isZero();

        List<String> rows = Files.readAllLines(settings);
        assertThat(rows.getFirst()).isEqualTo(HEADER);
        // every half day from the first day's end to the seventh's; the young series is left out
        assertThat(rows.subList(1, rows.size()))
                .hasSize(13)
                .allSatisfy(row ->
                        assertThat(row)
                                .matches("shop,cart,\\d+,\\d+,\\d+,\\d+,\\d+,\\d+,(\".*\")?"));
        assertThat(out())
                .contains("cart", "headroom", "hpa50", "hpa80", "mean", "median")
                .contains("1 series replayed; left out: 1 too short, too coarse or without demand")
                .doesNotContain("young");
        assertThat(err()).contains("headroom: replayed 2 of 2 series\n");
    }

    @Test
    void aFloorIsASlotForEveryFiveMinutesOfTheDay() throws IOException {
        assertThat(run("--settings", settings.toString())).isZero();

        String last = Files.readAllLines(settings).getLast();
        String json =
                last.substring(last.indexOf('"') + 1, last.length() - 1).replace("\"\"", "\"");
        var schedule = Json.mapper().readTree(json);

        assertThat(schedule.at("/period_seconds").asInt()).isEqualTo(86_400);
        assertThat(schedule.at("/slots")).hasSize(288);
        int rush = 9 * 12;
        assertThat(schedule.at("/slots/" + rush).asInt())
                .isGreaterThan(schedule.at("/slots/" + 12).asInt());
    }

    @Test
    void aSeriesIsWrittenByItsNameWhateverIsInIt() throws IOException {
        Path shop = traces.resolve("demand/shop");
        Files.move(shop.resolve("cart.csv"), shop.resolve("a,b \"c\".csv"));

        assertThat(run("--settings", settings.toString())).as(err()).isZero();

        List<String> rows = Files.readAllLines(settings);
        assertThat(rows.subList(1, rows.size()))
                .hasSize(13)
                .allSatisfy(row -> assertThat(row).startsWith("shop,\"a,b \"\"c\"\"\",1772"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--output json",
                "--html page.html",
                "--recommendations r.csv",
                "--cross-validate 10"
            })
    void refusesWhatDoesNotGoWithAutoscalers(String options) {
        assertThat(run(options.split(" ", -1))).isEqualTo(2);
        assertThat(err())
                .contains(
                        "--horizontal prints text, writes --settings alone, and takes TRACES_DIR");
    }

    @Test
    void settingsAreOfAutoscalersAlone() {
        assertThat(command("backtest", traces.toString(), "--settings", "s.csv")).isEqualTo(2);
        assertThat(err()).contains("--settings goes with --horizontal");
    }

    @Test
    void searchesWhatARingKeepsWhereAsked() throws IOException {
        assertThat(run("--settings", settings.toString())).isZero();
        List<String> measured = Files.readAllLines(settings);

        assertThat(run("--as-run", "--settings", settings.toString())).as(err()).isZero();

        assertThat(Files.readAllLines(settings))
                .hasSameSizeAs(measured)
                .isNotEqualTo(measured)
                .allSatisfy(row -> assertThat(row).matches("set,.*|shop,cart,.*"));
        assertThat(command("backtest", traces.toString(), "--as-run")).isEqualTo(2);
        assertThat(err()).contains("--as-run goes with --horizontal");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThat(command("backtest", "--horizontal")).isEqualTo(2);
        assertThat(err()).contains("--horizontal takes the demand from TRACES_DIR");

        assertThat(command("backtest", directory.resolve("none").toString(), "--horizontal"))
                .isEqualTo(1);
        assertThat(err()).contains("there is no folder ");

        Path empty = Files.createDirectories(directory.resolve("empty"));
        assertThat(command("backtest", empty.toString(), "--horizontal")).isEqualTo(1);
        assertThat(err()).contains("of 0 series none has two days of demand");

        assertThat(run("--sets", "shop,other")).isEqualTo(1);
        assertThat(err())
                .contains("--sets other: there is no such set in " + traces + "; there are shop\n");
    }

    private void write(String series, int days) throws IOException {
        SplittableRandom random = new SplittableRandom(series.hashCode());
        StringBuilder csv = new StringBuilder("timestamp,demand\n");
        for (int i = 0; i < days * 288; i++) {
            int hour = i % 288 / 12;
            double demand = (hour == 9 ? 20 : 4) * random.nextDouble(0.85, 1.15);
            csv.append(START + (i + 1) * 300L).append(',').append(demand).append('\n');
        }
        Files.writeString(traces.resolve(series + ".csv"), csv);
    }

    private int run(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "backtest";
        all[1] = traces.toString();
        all[2] = "--horizontal";
        System.arraycopy(options, 0, all, 3, options.length);
        return command(all);
    }

    private int command(String... arguments) {
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
