package io.headroom.model.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() {
        Settings settings =
                new Settings(
                        Map.of("a", "flag"),
                        Map.of("HEADROOM_A", "environment", "HEADROOM_B", "environment"),
                        Map.of("a", "file", "b", "file", "c", "file"));
        assertThat(settings.string("a", "default", "")).isEqualTo("flag");
        assertThat(settings.string("b", "default", "")).isEqualTo("environment");
        assertThat(settings.string("c", "default", "")).isEqualTo("file");
        assertThat(settings.string("d", "default", "")).isEqualTo("default");
        assertThatCode(settings::finish).doesNotThrowAnyException();
    }

    @Test
    void allProblemsAreReportedTogetherWithWhereTheyCameFrom() {
        Settings settings =
                new Settings(
                        Map.of("rest.port", "lots"),
                        Map.of("HEADROOM_REST_LIMIT", "99", "HEADROOM_NOPE", "1"),
                        Map.of("collector.interval", "soon", "rest.prot", "1"));
        settings.integer("rest.port", 8_080, 0, 65_535, "");
        settings.integer("rest.limit", 10, 1, 50, "");
        settings.duration("collector.interval", "1m", "");
        settings.reject("these two do not go together");
        assertThatThrownBy(settings::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        """
                        invalid settings:
                          --rest.port=lots: must be a number
                          HEADROOM_REST_LIMIT=99: must be between 1 and 50
                          collector.interval=soon: must be a duration such as 30s, 5m or 24h
                          these two do not go together
                          rest.prot (in the file): no such setting; did you mean rest.port?
                          HEADROOM_NOPE (environment): no such setting\
                        """);
    }

    @Test
    void whatIsFarFromEverySettingGetsNoHint() {
        Settings settings = Settings.of(Map.of("something-else", "1"));
        settings.integer("rest.port", 8_080, 0, 65_535, "");
        assertThatThrownBy(settings::finish)
                .hasMessage("invalid settings:\n  --something-else: no such setting");
    }

    /** Kubernetes injects these into every pod of a namespace with a Service named headroom. */
    @ParameterizedTest
    @CsvSource({
        "HEADROOM_SERVICE_HOST, 10.0.0.1",
        "HEADROOM_SERVICE_PORT, 8080",
        "HEADROOM_SERVICE_PORT_HTTP, 8080",
        "HEADROOM_PORT, tcp://10.0.0.1:8080",
        "HEADROOM_PORT_8080_TCP, tcp://10.0.0.1:8080",
        "HEADROOM_PORT_8080_TCP_PROTO, tcp",
        "HEADROOM_PORT_8080_TCP_PORT, 8080",
        "HEADROOM_PORT_8080_TCP_ADDR, 10.0.0.1",
        "HEADROOM_KAFKA_SERVICE_HOST, 10.0.0.1",
        "HEADROOM_KAFKA_PORT_9092_TCP_ADDR, 10.0.0.1"
    })
    void theVariablesOfAServiceAreNoSettings(String variable, String value) {
        Settings settings =
                new Settings(Map.of(), Map.of(variable, value, "PATH", "/bin"), Map.of());
        assertThatCode(settings::finish).doesNotThrowAnyException();
    }

    @Test
    void thePortOfAServiceIsNotTakenForTheSettingOfThatName() {
        Settings settings =
                new Settings(
                        Map.of(), Map.of("HEADROOM_REST_PORT", "tcp://10.0.0.1:8080"), Map.of());

        assertThat(settings.integer("rest.port", 8080, 0, 65_535, "")).isEqualTo(8080);
        assertThatCode(settings::finish).doesNotThrowAnyException();
    }

    @Test
    void aPortThatIsNoServicesIsASettingOrUnknown() {
        Settings settings =
                new Settings(
                        Map.of(),
                        Map.of("HEADROOM_REST_PORT", "9090", "HEADROOM_HTTP_PORT", "9091"),
                        Map.of());

        assertThat(settings.integer("rest.port", 8080, 0, 65_535, "")).isEqualTo(9090);
        assertThatThrownBy(settings::finish).hasMessageContaining("HEADROOM_HTTP_PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "24h, PT24H",
        "14d, PT336H",
        "PT1M30S, PT1M30S"
    })
    void durationsAreReadWithTheirUnit(String text, Duration duration) {
        assertThat(Settings.parseDuration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "512Ki, 524288", "512Mi, 536870912", "10Gi, 10737418240"})
    void bytesAreReadWithTheirUnit(String text, long bytes) {
        assertThat(Settings.of(Map.of("size", text)).bytes("size", "0", "0", "")).isEqualTo(bytes);
    }

    @Test
    void whatLiesOutsideOfItsBoundsIsNamedWithThem() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "a.wait", "-2s", "b.wait", "PT-2S", "c.wait", "0s", "d.wait", "3d",
                                "e.size", "1Ki"));
        Duration most = Duration.ofDays(2);
        for (String key : List.of("a.wait", "b.wait", "c.wait", "d.wait")) {
            assertThat(settings.duration(key, "5m", Duration.ofSeconds(90), most, ""))
                    .isEqualTo(Duration.ofMinutes(5));
        }
        assertThat(settings.bytes("e.size", "64Ki", "4Ki", "")).isEqualTo(65_536);
        assertThatThrownBy(settings::finish)
                .hasMessage(
                        """
                        invalid settings:
                          --a.wait=-2s: must be a duration such as 30s, 5m or 24h
                          --b.wait=PT-2S: must not be negative
                          --c.wait=0s: must be between 90s and 2d
                          --d.wait=3d: must be between 90s and 2d
                          --e.size=1Ki: must be at least 4Ki\
                        """);
    }

    @Test
    void wordsAreOneOfAFixedSet() {
        Map<String, Integer> choices = Map.of("one", 1, "two", 2);
        assertThat(Settings.of(Map.of("n", "two")).choice("n", 1, choices, "")).isEqualTo(2);
        Settings settings = Settings.of(Map.of("n", "three", "b", "yes"));
        assertThat(settings.choice("n", 1, choices, "")).isEqualTo(1);
        assertThat(settings.bool("b", true, "")).isTrue();
        assertThatThrownBy(settings::finish)
                .hasMessageContaining("--n=three: must be one of one, two")
                .hasMessageContaining("--b=yes: must be true or false");
    }

    @Test
    void whatIsNotGivenIsAbsent() {
        assertThat(Settings.of(Map.of()).optional("x", "")).isEmpty();
        assertThat(Settings.of(Map.of("x", "/data")).path("x", "")).contains(Path.of("/data"));
    }

    @Test
    void prefixesArePassedThroughInTheirOwnSpelling() {
        Settings settings =
                new Settings(
                        Map.of("kafka.client.acks", "all"),
                        Map.of("HEADROOM_KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL"),
                        Map.of("kafka.client.acks", "1", "kafka.client.linger.ms", "5"));
        assertThat(settings.withPrefix("kafka.client.", ""))
                .isEqualTo(Map.of("acks", "all", "security.protocol", "SSL", "linger.ms", "5"));
        assertThatCode(settings::finish).doesNotThrowAnyException();
    }

    @Test
    void whatWasAskedForIsKnownWithItsDefaultAndMeaning() {
        Settings settings = Settings.of(Map.of());
        settings.duration("b.interval", "1m", "how often");
        settings.optional("a.token", "the token");
        assertThat(settings.known())
                .isEqualTo(
                        List.of(
                                new Settings.Known("a.token", "", "the token"),
                                new Settings.Known("b.interval", "1m", "how often")));
        assertThat(Settings.variable("b.some-interval")).isEqualTo("HEADROOM_B_SOME_INTERVAL");
    }
}
