package io.headroom.recommender.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.recommender.size.UsageHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is left out and said; what is right is read to the last digit. */
class TraceReaderTest {
    private static final String HEADER = "timestamp,cpu_cores,memory_bytes\n";

    @TempDir Path directory;

    @Test
    void readsWhatAUserHas() throws Exception {
        Trace trace = read("cpu_cores,note,timestamp\n0.25,a,1000\n0.5,b,1300\n,c,1600\n");

        UsageHistory usage = usage(trace);
        assertThat(usage.step()).isEqualTo(Duration.ofMinutes(5));
        assertThat(usage.size()).isEqualTo(3);
        assertThat(usage.end(1)).isEqualTo(Instant.ofEpochSecond(1_300));
        assertThat(usage.cpuCores(1)).isEqualTo(0.5);
        assertThat(usage.cpuCores(2)).isNaN();
        assertThat(usage.memoryBytes(1)).isNaN();
        assertThat(trace.problems()).isEmpty();
    }

    @Test
    void readsWhatASpreadsheetSaved() throws Exception {
        Trace trace = read("\uFEFFtimestamp, memory_bytes\r\n1000, 100000\r\n1300,2e5\r\n\r\n");

        assertThat(usage(trace).memoryBytes(1)).isEqualTo(200_000);
        assertThat(trace.problems()).isEmpty();
    }

    @Test
    void readsGzip() throws Exception {
        Path file = directory.resolve("a.csv.gz");
        Files.write(file, gzip(HEADER + "1000,1,100000\n1300,2,100000\n"));

        assertThat(usage(read(file)).cpuCores(1)).isEqualTo(2);
    }

    @Test
    void takesTheHighestOfLongWindows() throws Exception {
        String rows = "timestamp,cpu_cores,cpu_max_cores\n1000,1,3\n1900,1,4\n2800,1,\n";
        Path file = write("a.csv", rows);

        assertThat(usage(read(file)).cpuCores(1)).isEqualTo(4);
        assertThat(usage(read(file)).cpuCores(2)).isEqualTo(1);
        assertThat(usage(new TraceReader(CpuSignal.MEAN).read(file(file))).cpuCores(1))
                .isEqualTo(1);
        Path shortWindows = write("b.csv", "timestamp,cpu_cores,cpu_max_cores\n0,1,3\n300,1,4\n");
        assertThat(usage(read(shortWindows)).cpuCores(1)).isEqualTo(1);
        assertThat(usage(new TraceReader(CpuSignal.MAX).read(file(shortWindows))).cpuCores(1))
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NaN | cpu_cores is NaN",
                "-0.5 | cpu_cores is negative",
                "lots | cpu_cores is no number",
                "0x1p3 | cpu_cores is no number",
                "0.5d | cpu_cores is no number",
                "Infinity | cpu_cores is beyond any machine: is it in another unit?",
                "2000000 | cpu_cores is beyond any machine: is it in another unit?"
            })
    void leavesACellOutThatCannotBeRight(String cell, String what) throws Exception {
        Trace trace = read(HEADER + "1000,1,100000\n1300," + cell + ",100000\n1600,3,100000\n");

        assertThat(usage(trace).cpuCores(1)).isNaN();
        assertThat(usage(trace).memoryBytes(1)).isEqualTo(100_000);
        assertThat(trace.problems())
                .containsExactly(new Problem(directory.resolve("a.csv").toString(), 3, what, 1));
        assertThat(trace.problems().getFirst()).hasToString(directory + "/a.csv:3: " + what);
    }

    @Test
    void countsTheSameProblemOnce() throws Exception {
        Trace trace = read(HEADER + "1000,-1,100000\n1300,-1,100000\n1600,-2,100000\n");

        assertThat(trace.problems()).hasSize(1);
        assertThat(trace.problems().getFirst().toString())
                .endsWith("a.csv:2: cpu_cores is negative (3 times, first here)");
    }

    @Test
    void putsRowsInOrderAndKeepsTheFirstOfTwo() throws Exception {
        Trace trace = read(HEADER + "1300,2,\n1000,1,\n1600,3,\n1300,9,\n");

        UsageHistory usage = usage(trace);
        assertThat(usage.size()).isEqualTo(3);
        assertThat(usage.cpuCores(0)).isEqualTo(1);
        assertThat(usage.cpuCores(1)).isEqualTo(2);
        assertThat(trace.problems())
                .extracting(Problem::line, Problem::what, Problem::count)
                .containsExactly(
                        tuple(3, "is earlier than the row before; put in order", 2),
                        tuple(5, "has the timestamp of an earlier row; the first one counts", 1));
    }

    @Test
    void leavesARowOutWhoseTimeIsNotKnown() throws Exception {
        Trace trace = read(HEADER + "1000,1,\nsoon,2,\n1600\n1900,4,\n");

        assertThat(usage(trace).size()).isEqualTo(3);
        assertThat(usage(trace).cpuCores(1)).isNaN();
        assertThat(trace.problems())
                .extracting(Problem::what)
                .containsExactly(
                        "timestamp is no number",
                        "has no usable timestamp",
                        "has too few cells for cpu_cores",
                        "has too few cells for memory_bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty; left out",
                "when,cpu_cores | has no column timestamp; left out",
                "timestamp,cpu | has neither a column cpu_cores nor memory_bytes; left out",
                "timestamp,cpu_cores | has no two usable rows, so the length of a window is not known; left out"
            })
    void leavesAFileOutThatLacksWhatMustBeThere(String header, String what) throws Exception {
        Trace trace = read(header == null ? "" : header);

        assertThat(trace.series()).isEmpty();
        assertThat(trace.problems()).extracting(Problem::what).containsExactly(what);
    }

    @Test
    void leavesAFileOutThatEndsEarly() throws Exception {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int i = 0; i < 50_000; i++) {
            rows.append(1_000 + 300 * i).append(',').append(i * 7 % 13).append(",100000\n");
        }
        byte[] whole = gzip(rows.toString());
        Path file = directory.resolve("a.csv.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        Trace trace = read(file);

        assertThat(trace.series()).isEmpty();
        assertThat(trace.problems()).hasSize(1);
        Problem problem = trace.problems().getFirst();
        assertThat(problem.where()).isEqualTo(file.toString());
        assertThat(problem.what()).startsWith("ends early or is damaged").endsWith("; left out");
        assertThat(problem.line()).isGreaterThan(1);
    }

    @Test
    void leavesAFileOutThatIsNoGzipOrNoText() throws Exception {
        Path file = directory.resolve("a.csv.gz");
        Files.writeString(file, HEADER + "1000,1,100000\n");
        assertThat(read(file).problems().getFirst().what()).startsWith("ends early or is damaged");

        Path binary = directory.resolve("b.csv");
        Files.write(binary, new byte[] {'t', (byte) 0xff, (byte) 0xfe, '\n', 'x'});
        assertThat(read(binary).problems())
                .extracting(Problem::what)
                .containsExactly("is no text in UTF-8; left out");
    }

    @Test
    void noticesAnotherUnit() throws Exception {
        // MiB
        Trace mebibytes = read(HEADER + "1000,1,512\n1300,1,600\n");
        assertThat(usage(mebibytes).memoryBytes(0)).isNaN();
        assertThat(mebibytes.problems())
                .extracting(Problem::what)
                .containsExactly("memory_bytes never reaches 64 KiB: is it in bytes? left out");
        // milliseconds
        assertThat(read(HEADER + "1700000000000,1,\n1700000300000,1,\n").series()).isEmpty();
        // a millionth of seconds
        assertThat(read(HEADER + "1678.886100,1,\n1678.887000,1,\n").problems())
                .extracting(Problem::what)
                .anyMatch(what -> what.contains("is timestamp in seconds?"));
        // one row a million times as late
        Trace late = read(HEADER + "1000,1,\n1300,1,\n1600000000,1,\n");
        assertThat(late.series()).isEmpty();
        assertThat(late.problems())
                .extracting(Problem::what)
                .containsExactly("spans 18518 days: is timestamp in seconds?; left out");
    }

    @Test
    void readsOneRowWhereAnIndexSaysTheStep() throws Exception {
        Path file = write("a.csv", HEADER + "1000,1,100000\n");
        TraceFile indexed = new TraceFile(file, "s", "a", "a", Optional.of(Duration.ofMinutes(5)));

        assertThat(usage(new TraceReader(CpuSignal.AUTO).read(indexed)).size()).isEqualTo(1);
        assertThat(read(file).series()).isEmpty();
    }

    @Test
    void leavesAWholeColumnOutThatIsOftenBeyondAnyMachine() throws Exception {
        // a millionth of a core, of a container that mostly does next to nothing
        StringBuilder rows = new StringBuilder("timestamp,cpu_cores,cpu_max_cores,memory_bytes\n");
        for (int row = 0; row < 100; row++) {
            rows.append(1_000 + 300 * row)
                    .append(',')
                    .append(row % 5 == 0 ? 250_000 : 4_000)
                    .append(",0.5,100000\n");
        }

        Trace trace = read(rows.toString());

        assertThat(usage(trace).cpuCores(1)).isNaN();
        assertThat(usage(trace).memoryBytes(0)).isEqualTo(100_000);
        assertThat(trace.problems())
                .extracting(Problem::line, Problem::what, Problem::count)
                .containsExactly(
                        tuple(2, "cpu_cores is beyond any machine: is it in another unit?", 20),
                        tuple(
                                0,
                                "cpu_cores is often beyond any machine: is it in another unit? the"
                                        + " whole column is left out",
                                1));
    }

    @Test
    void keepsTheColumnOfWhichAFewCellsAreBeyondAnyMachine() throws Exception {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int row = 0; row < 100; row++) {
            rows.append(1_000 + 300 * row).append(row < 5 ? ",1e9" : ",2").append(",2e5\n");
        }

        Trace trace = read(rows.toString());

        assertThat(usage(trace).cpuCores(4)).isNaN();
        assertThat(usage(trace).cpuCores(5)).isEqualTo(2);
        assertThat(trace.problems()).extracting(Problem::count).containsExactly(5);
    }

    @Test
    void leavesAFileOutOfWhichNothingCanBeUsed() throws Exception {
        Trace trace = read("timestamp,memory_bytes\n1000,512\n1300,600\n");

        assertThat(trace.series()).isEmpty();
        assertThat(trace.problems())
                .extracting(Problem::what)
                .containsExactly(
                        "memory_bytes never reaches 64 KiB: is it in bytes? left out",
                        "has no usable usage; left out");
    }

    @Test
    void saysWhereAContainerDoesSoLittleThatItsUnitIsInDoubt() throws Exception {
        Trace trace = read(HEADER + "1000,3e-7,\n1300,5e-7,\n");

        assertThat(usage(trace).cpuCores(1)).isEqualTo(5e-7);
        assertThat(trace.problems())
                .extracting(Problem::what)
                .containsExactly(
                        "cpu_cores never reaches 10 millionths of a core: is it in cores?");
    }

    @Test
    void takesTheFirstOfTwoColumnsOfOneNameAndSaysSo() throws Exception {
        Trace trace = read("timestamp,cpu_cores,cpu_cores\n1000,1,7\n1300,2,7\n");

        assertThat(usage(trace).cpuCores(1)).isEqualTo(2);
        assertThat(trace.problems())
                .extracting(Problem::line, Problem::what)
                .containsExactly(tuple(1, "has more than one cpu_cores; the first one counts"));
    }

    @Test
    void keepsZerosAsTheyAre() throws Exception {
        Trace trace = read(HEADER + "1000,0,0\n1300,0,0\n");

        assertThat(usage(trace).cpuCores(1)).isZero();
        assertThat(usage(trace).memoryBytes(1)).isZero();
        assertThat(trace.problems()).isEmpty();
    }

    @Test
    void keepsAGapOfWeeksAndSaysWhereItIs() throws Exception {
        Trace trace = read(HEADER + "1000,1,\n1300,1,\n2000000,1,\n2000300,1,\n4000000,1,\n");

        assertThat(usage(trace).size()).isEqualTo(5);
        assertThat(usage(trace).step()).isEqualTo(Duration.ofMinutes(5));
        assertThat(trace.problems())
                .containsExactly(
                        new Problem(
                                directory.resolve("a.csv").toString(),
                                4,
                                "comes more than a week after the row before; nothing in between",
                                2));
    }

    @Test
    void findsFilesInFoldersAndWhatAnIndexSaysOfThem() throws Exception {
        Files.createDirectories(directory.resolve("one"));
        Files.writeString(directory.resolve("one/a.csv"), HEADER);
        Files.writeString(directory.resolve("one/notes.txt"), "no trace");
        Files.write(directory.resolve("one/b.csv.gz"), gzip(HEADER));
        Files.writeString(directory.resolve("loose.csv"), HEADER);
        Files.writeString(
                directory.resolve("index.csv"),
                "set,series,workload,step_seconds\none,b,web,900\none,gone,web,900\nbroken\n");

        TraceFolder folder = TraceFolder.at(directory);

        assertThat(folder.files())
                .extracting(TraceFile::series)
                .containsExactlyInAnyOrder("a", "b", "loose");
        TraceFile indexed =
                folder.files().stream()
                        .filter(f -> f.series().equals("b"))
                        .findFirst()
                        .orElseThrow();
        assertThat(indexed.workload()).isEqualTo("web");
        assertThat(indexed.step()).contains(Duration.ofMinutes(15));
        assertThat(folder.problems())
                .extracting(Problem::what)
                .containsExactly("has too few cells", "there is no file for one/gone");
    }

    private Trace read(String content) throws IOException {
        return read(write("a.csv", content));
    }

    private static Trace read(Path file) {
        return new TraceReader(CpuSignal.AUTO).read(file(file));
    }

    private static TraceFile file(Path path) {
        return new TraceFile(path, "set", "series", "series", Optional.empty());
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static UsageHistory usage(Trace trace) {
        return trace.series()
                .orElseThrow(() -> new AssertionError(trace.problems().toString()))
                .usage();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
