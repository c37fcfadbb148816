package io.headroom.deploy.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What capacity costs. */
final class PriceOption {
    @Option(
            names = "--price-sheet",
            paramLabel = "FILE",
            description = "a YAML file with what a core and a GiB cost for an hour")
    @Nullable Path sheet;

    /** The settings that it stands for. */
    Map<String, String> settings() {
        return sheet == null ? Map.of() : Map.of("price.sheet", sheet.toString());
    }
}
