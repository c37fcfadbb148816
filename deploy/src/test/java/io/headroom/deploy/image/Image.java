package io.headroom.deploy.image;

import io.headroom.deploy.cluster.ChildProcess;
import io.headroom.model.topic.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * The built image, its layers unpacked into one folder. It runs as a container engine would run it:
 * as the user that it names, with its own environment alone, with a read-only root, and with {@code
 * /tmp} and the data directory as the only places to write to.
 */
final class Image {
    /** The archive that {@code mvn verify} has made before the integration tests start. */
    static final Path ARCHIVE = Path.of("target", "headroom-image.tar");

    /* The mounts live in a namespace of the process: they go with it, however it ends. */
    private static final String START =
            """
            set -e
            root=$1; user=$2; shift 2
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount -t tmpfs -o "mode=0700,uid=${user%:*},gid=${user#*:}" tmpfs "$root/var/lib/headroom"
            mount -o remount,bind,ro "$root"
            exec chroot --userspec="$user" --groups= "$root" "$@"
            """;

    private final Path root;
    private final JsonNode manifest;
    private final JsonNode config;

    private Image(Path root, JsonNode manifest, JsonNode config) {
        this.root = root;
        this.manifest = manifest;
        this.config = config;
    }

    /** What a command in the image said, and how it ended. */
    record Answer(int exitCode, String output, String error) {}

    /** Unpacks the archive into a folder. */
    static Image unpack(Path folder) throws IOException {
        Path layers = Files.createDirectories(folder.resolve("layers"));
        Path root = Files.createDirectories(folder.resolve("root"));
        untar(folder, "-xf", ARCHIVE, layers);
        JsonNode manifest = Json.mapper().readTree(layers.resolve("manifest.json").toFile()).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            untar(folder, "-xzf", layers.resolve(layer.stringValue()), root);
        }
        Files.createDirectories(root.resolve("dev")); // an engine makes it
        JsonNode config =
                Json.mapper()
                        .readTree(layers.resolve(manifest.get("Config").stringValue()).toFile())
                        .get("config");
        return new Image(root, manifest, config);
    }

    Path root() {
        return root;
    }

    List<String> tags() {
        return strings(manifest.get("RepoTags"));
    }

    String user() {
        return config.get("User").stringValue();
    }

    List<String> environment() {
        return strings(config.get("Env"));
    }

    List<String> entrypoint() {
        return strings(config.get("Entrypoint"));
    }

    List<String> arguments() {
        return strings(config.get("Cmd"));
    }

    /** Runs the image's entrypoint with these arguments in place of its own. */
    Answer run(Duration patience, String... arguments) throws IOException {
        return execute(patience, entrypoint(), arguments);
    }

    private Answer execute(Duration patience, List<String> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=" + path()));
        command.addAll(environment());
        command.addAll(List.of("unshare", "--mount", "--propagation", "private"));
        command.addAll(List.of("sh", "-c", START, "start"));
        command.addAll(List.of(root.toString(), user()));
        command.addAll(program);
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("image", ".out");
        Path error = Files.createTempFile("image", ".err");
        try (ChildProcess process = ChildProcess.start("image", output, error, Map.of(), command)) {
            int exitCode = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            return new Answer(exitCode, Files.readString(output), Files.readString(error));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(error);
        }
    }

    private static String path() {
        return System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.stringValue()));
        return strings;
    }

    private static void untar(Path folder, String how, Path archive, Path into) {
        List<String> command =
                List.of(
                        "tar",
                        "--warning=no-unknown-keyword",
                        how,
                        archive.toString(),
                        "-C",
                        into.toString());
        Path log = folder.resolve("tar.log");
        try (ChildProcess tar = ChildProcess.start("tar", log, Map.of(), command)) {
            if (tar.waitFor(2, TimeUnit.MINUTES) != 0) {
                throw new IllegalStateException(archive + ": " + tar.logTail());
            }
        }
    }
}
