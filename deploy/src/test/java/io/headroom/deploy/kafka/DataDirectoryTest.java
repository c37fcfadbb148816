package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.deploy.CannotStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path parent;

    @Test
    void isCreatedWithItsParentsAndSigned() throws IOException {
        Path directory = parent.resolve("a/b c");
        try (var opened = DataDirectory.open(directory)) {
            assertThat(opened.logs()).isEqualTo(directory.resolve("kafka"));
            assertThat(directory.resolve("format-version"))
                    .hasContent(Integer.toString(DataDirectory.FORMAT));
        }
    }

    @Test
    void isFreeAgainOnceClosed() {
        DataDirectory.open(parent).close();
        DataDirectory.open(parent).close();
    }

    @Test
    void ofANewerVersionIsRefusedAndLeftAlone() throws IOException {
        Path version = parent.resolve("format-version");
        Files.writeString(version, "2\n");
        assertThatThrownBy(() -> DataDirectory.open(parent))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("written by a newer Headroom (format 2")
                .hasMessageContaining("--data-dir");
        assertThat(version).hasContent("2");
    }

    @Test
    void withAnUnreadableVersionIsRefused() throws IOException {
        Files.writeString(parent.resolve("format-version"), "one");
        assertThatThrownBy(() -> DataDirectory.open(parent))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("does not hold a version number");
    }

    @Test
    void ofSomebodyElseIsRefused() throws IOException {
        Files.writeString(parent.resolve("thesis.txt"), "precious");
        assertThatThrownBy(() -> DataDirectory.open(parent))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("not Headroom's");
    }

    @Test
    void thatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("--data-dir");
    }

    @Test
    void thatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("cannot be written");
    }
}
