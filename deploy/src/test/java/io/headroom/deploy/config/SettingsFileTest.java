package io.headroom.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsFileTest {
    private static final Path FILE = Path.of("headroom.yaml");

    @Test
    void keysMayBeNestedOrWrittenWithDots() {
        assertThat(
                        read(
                                """
                                rest:
                                  port: 9090
                                  host: "::1"
                                kafka.client:
                                  security.protocol: SSL
                                log.format: json
                                """))
                .isEqualTo(
                        Map.of(
                                "rest.port", "9090",
                                "rest.host", "::1",
                                "kafka.client.security.protocol", "SSL",
                                "log.format", "json"));
    }

    @Test
    void listsAreJoinedByCommas() {
        assertThat(read("components: [collector, analyzer]"))
                .isEqualTo(Map.of("components", "collector,analyzer"));
    }

    @Test
    void anEmptyFileSetsNothing() {
        assertThat(read("")).isEmpty();
        assertThat(read("# nothing yet\n")).isEmpty();
    }

    @Test
    void theSameKeyTwiceIsRefused() {
        assertThatThrownBy(() -> read("rest: {port: 1}\nrest.port: 2\n"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("rest.port: is set twice");
        assertThatThrownBy(() -> read("a: 1\na: 2\n"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("headroom.yaml");
    }

    @Test
    void whatIsNotYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read("rest:\n  port: [1\n"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("headroom.yaml: not YAML: line ");
        assertThatThrownBy(() -> read("just words"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("must hold keys and values");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SettingsFile.read(Path.of("/no/such/headroom.yaml")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("/no/such/headroom.yaml: no such file");
    }

    private static Map<String, String> read(String text) {
        return SettingsFile.parse(FILE, text);
    }
}
