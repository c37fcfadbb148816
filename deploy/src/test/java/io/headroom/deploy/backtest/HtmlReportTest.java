package io.headroom.deploy.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headroom.recommender.replay.Protocol;
import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.Trace;
import io.headroom.recommender.replay.trace.TraceFolder;
import io.headroom.recommender.replay.trace.TraceReader;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page by itself, and as Debian's Chromium shows it. */
class HtmlReportTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** What a page says of itself once it is laid out. */
    private static final String MEASURE =
            """
            <script>
            const outside = [...document.querySelectorAll("svg text")].filter(text => {
              const paper = text.ownerSVGElement.getBoundingClientRect();
              const box = text.getBoundingClientRect();
              return box.left < paper.left - 1 || box.right > paper.right + 1
                  || box.top < paper.top - 1 || box.bottom > paper.bottom + 1;
            }).map(text => text.textContent);
            const page = document.documentElement;
            document.body.innerHTML = "<p id='measured'>wide=" + page.scrollWidth + " view=" + page.clientWidth
                + " outside=[" + outside.join("; ") + "] plots=" + document.querySelectorAll("svg").length + "</p>";
            </script>
            """;

    /* A browser's helpers may still write when it has ended: what is left goes with the machine. */
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path directory = Path.of("");

    private static String page = "";

    @BeforeAll
    static void report() throws Exception {
        Path traces = directory.resolve("traces");
        SeededTraces.write(traces, "shop & co", 8, 12);
        SeededTraces.write(traces, "batch", 5, 12);
        TraceReader reader = new TraceReader(CpuSignal.AUTO);
        List<Strategy> strategies = Strategies.all();
        TraceFolder folder = TraceFolder.at(traces);
        page =
                ReportFormat.HTML.format(
                        BacktestRun.run(
                                new BacktestRequest(
                                        Protocol.DAILY,
                                        strategies,
                                        strategies.stream().map(Strategy::name).toList(),
                                        100,
                                        1),
                                folder.files().stream()
                                        .<Supplier<Trace>>map(file -> () -> reader.read(file))
                                        .toList(),
                                folder.problems(),
                                new ProgressBar(
                                        new PrintStream(new ByteArrayOutputStream()),
                                        folder.files().size(),
                                        false)));
        Files.writeString(directory.resolve("report.html"), page);
        Files.writeString(directory.resolve("measured.html"), page.replace("</body>", MEASURE));
    }

    @Test
    void needsNothingElse() {
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("shop &amp; co")
                .doesNotContain("shop & co")
                .doesNotContainPattern("(src|href)=")
                .doesNotContain("url(", "@import", "<script", "NaN", "Infinity");
    }

    @Test
    void drawsTwoScattersAndFourStripsOfEachSet() {
        // two sets and all of them
        assertThat(page.split("<svg ", -1)).hasSize(1 + 3 * 6);
        assertThat(page.split("class=\"front\"", -1)).hasSize(1 + 3 * 2);
        assertThat(page).contains(">autopilot-window</text>", "CPU: waste and unserved");
    }

    @ParameterizedTest
    @ValueSource(ints = {1400, 500})
    void fitsTheWindow(int width) throws Exception {
        requireChromium();
        String dom = chromium(width, "--dump-dom", directory.resolve("measured.html"));

        Matcher measured =
                Pattern.compile("wide=(\\d+) view=(\\d+) outside=\\[(.*)] plots=(\\d+)")
                        .matcher(dom);
        assertThat(measured.find()).as(dom).isTrue();
        assertThat(Integer.parseInt(measured.group(1)))
                .isLessThanOrEqualTo(Integer.parseInt(measured.group(2)));
        assertThat(measured.group(3)).as("labels beyond their drawing").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void showsDrawingsOnPaper(boolean dark) throws Exception {
        requireChromium();
        Path picture = directory.resolve(dark ? "dark.png" : "light.png");
        chromium(
                1400,
                "--screenshot=" + picture,
                directory.resolve("report.html"),
                dark
                        ? List.of("--force-dark-mode", "--blink-settings=preferredColorScheme=0")
                        : List.of());
        BufferedImage image = Objects.requireNonNull(ImageIO.read(picture.toFile()), "no picture");
        Map<Integer, Integer> colours = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        int paper = dark ? 0x14181d : 0xffffff;
        int pixels = image.getWidth() * image.getHeight();

        assertThat(colours.getOrDefault(paper, 0)).isBetween(pixels / 2, pixels * 99 / 100);
        // dots on the front, and those of the strategy that is judged
        assertThat(colours.getOrDefault(dark ? 0x6cb0f2 : 0x2f6fb2, 0)).isGreaterThan(200);
        assertThat(colours.getOrDefault(dark ? 0xfb923c : 0xc2410c, 0)).isGreaterThan(200);
    }

    private static void requireChromium() {
        if (!"true".equals(System.getenv("CI"))) {
            assumeTrue(Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM);
        }
    }

    private static String chromium(int width, String action, Path file) throws Exception {
        return chromium(width, action, file, List.of());
    }

    private static String chromium(int width, String action, Path file, List<String> more)
            throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                CHROMIUM.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--hide-scrollbars",
                                "--window-size=" + width + ",1800",
                                "--user-data-dir="
                                        + Files.createTempDirectory(directory, "browser")));
        command.addAll(more);
        command.add(action);
        command.add(file.toUri().toString());
        Path output = Files.createTempFile(directory, "chromium", ".out");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(Files.createTempFile(directory, "chromium", ".err").toFile())
                        .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
