package io.headroom.recommender.scale.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.scale.replay.Demand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemandReaderTest {
    @TempDir Path traces;

    @Test
    void readsTheFilesOfTheFolderDemandPlainAndZipped() throws IOException {
        write("demand/shop/cart.csv", "timestamp,demand\n1700000060,5\n1700000120,7.5\n");
        Path zipped = traces.resolve("demand/shop/web.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(
                    "demand,timestamp\n1,1700000030\n2,1700000060\n"
                            .getBytes(StandardCharsets.UTF_8));
        }

        var files = DemandReader.folder(traces).files();

        assertThat(files).extracting(file -> file.series()).containsExactly("cart", "web");
        Demand cart = DemandReader.read(files.getFirst()).demand();
        assertThat(cart.stepSeconds()).isEqualTo(60);
        assertThat(cart.amounts()).containsExactly(5.0, 7.5);
        assertThat(DemandReader.read(files.getLast()).demand().amounts()).containsExactly(1.0, 2.0);
    }

    @Test
    void putsRowsInOrderAndLeavesOutWhatCannotBeRight() throws IOException {
        write(
                "demand/shop/cart.csv",
                """
                timestamp,demand
                1700000120,7
                1700000060,5
                1700000060,6
                1700000180,-1
                1700000240,lots
                1700000300,
                1700000360000,3
                1700000420
                1700000480,9
                """);

        DemandTrace trace = read();

        assertThat(trace.demand().amounts()).containsExactly(5.0, 7.0, 9.0);
        assertThat(trace.problems())
                .extracting(Problem::what)
                .containsExactly(
                        "has the timestamp of an earlier row; the first one counts",
                        "demand is negative",
                        "demand is no number",
                        "has a timestamp that is not in unix seconds",
                        "has too few cells for demand");
        assertThat(trace.problems()).extracting(Problem::line).containsExactly(4, 5, 6, 8, 9);
    }

    @Test
    void averagesShortStepsToOneSync() throws IOException {
        StringBuilder csv = new StringBuilder("timestamp,demand\n");
        for (int second = 1; second <= 30; second++) {
            csv.append(1_700_000_010 + second).append(',').append(second).append('\n');
        }
        write("demand/shop/cart.csv", csv.toString());

        Demand demand = read().demand();

        assertThat(demand.stepSeconds()).isEqualTo(15);
        assertThat(demand.amounts()).containsExactly(8.0, 23.0);
        assertThat(demand.end(0) % 15).isZero();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        write("demand/shop/cart.csv", "time,cpu\n1,2\n");
        DemandTrace trace = read();

        assertThat(trace.demand().isEmpty()).isTrue();
        assertThat(trace.problems().getFirst().toString())
                .endsWith("has no columns timestamp and demand; left out");

        Files.write(traces.resolve("demand/shop/cart.csv"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(read().problems().getFirst().what()).startsWith("ends early, is damaged");
    }

    private DemandTrace read() throws IOException {
        return DemandReader.read(DemandReader.folder(traces).files().getFirst());
    }

    private void write(String name, String text) throws IOException {
        Path file = traces.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
