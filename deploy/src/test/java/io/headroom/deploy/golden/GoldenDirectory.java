package io.headroom.deploy.golden;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder of vectors: those of the test resources, or what the system property {@code
 * headroom.golden.dir} names (relative to the project's root). Any of its files may be missing.
 */
record GoldenDirectory(Path path) {
    private static final String PROPERTY = "headroom.golden.dir";

    static GoldenDirectory find() {
        String named = System.getProperty(PROPERTY);
        return new GoldenDirectory(
                named == null || named.isEmpty() ? resources() : fromRoot(Path.of(named)));
    }

    Optional<List<String>> lines(String file) {
        return text(file).map(text -> text.lines().filter(line -> !line.isBlank()).toList());
    }

    <T> Optional<T> json(String file, Class<T> type) {
        return text(file).map(text -> Json.mapper().readValue(text, type));
    }

    private Optional<String> text(String file) {
        Path found = path.resolve(file);
        if (!Files.exists(found)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests run in their module's folder, the one who names the path sits in the root. */
    private static Path fromRoot(Path named) {
        Path root = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        return root.resolve(named);
    }

    private static Path resources() {
        @Nullable URL url = GoldenDirectory.class.getResource("/golden");
        try {
            return Path.of(Objects.requireNonNull(url, "test resources").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
