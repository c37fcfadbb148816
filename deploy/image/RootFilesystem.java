import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Lays out the image's root filesystem below Headroom itself: a Java runtime of just the modules
 * that are used, the C library it was linked against, and the few files and folders that a process
 * expects. Run as a source file by the JDK whose runtime is taken: {@code java RootFilesystem.java
 * FOLDER}. Does nothing when the folder was made by the same JDK before.
 */
final class RootFilesystem {
    /* What Kafka, Netty, Fabric8, Jackson and Logback load; found by starting the image without one. */
    private static final String MODULES =
            String.join(
                    ",",
                    "java.base",
                    "java.desktop", // java.beans alone, which Jackson and Logback ask for
                    "java.instrument",
                    "java.management",
                    "java.naming",
                    "java.net.http",
                    "java.security.jgss", // Kafka's SASL
                    "java.security.sasl",
                    "java.sql", // Jackson knows its dates
                    "java.xml",
                    "jdk.jfr",
                    "jdk.management",
                    "jdk.naming.dns",
                    "jdk.net",
                    "jdk.security.auth", // Kafka's login modules
                    "jdk.unsupported",
                    "jdk.zipfs");

    /* Libraries that nothing links against but that glibc opens by name, to resolve hosts. */
    private static final Set<String> OPENED_BY_NAME =
            Set.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

    /* The runtime's own window system: it wants libraries that no server has. */
    private static final Pattern WINDOWS =
            Pattern.compile("lib(awt.*|jawt|splashscreen|fontmanager|freetype|lcms|mlib_image|javajpeg|jsound)\\.so");

    private static final Pattern LDD_LINE = Pattern.compile("\\s(/\\S+) \\(0x[0-9a-f]+\\)");

    private RootFilesystem() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(arguments[0]);
        Path made = root.resolveSibling(root.getFileName() + ".made");
        String recipe = Runtime.version() + " " + MODULES;
        if (Files.exists(made) && Files.readString(made).equals(recipe)) {
            return;
        }
        Files.deleteIfExists(made);
        delete(root);
        Files.createDirectories(root.resolve("opt"));
        Path runtime = root.resolve("opt/jre");
        link(runtime);
        copyLibraries(runtime, root);
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0:root:/:/sbin/nologin\n"
                        + "headroom:x:65532:65532:headroom:/var/lib/headroom:/sbin/nologin\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nheadroom:x:65532:\n");
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("var/lib/headroom"));
        Files.writeString(made, recipe);
    }

    private static void link(Path runtime) {
        ToolProvider jlink =
                ToolProvider.findFirst("jlink")
                        .orElseThrow(() -> new IllegalStateException("this Java has no jlink"));
        int status =
                jlink.run(
                        System.out,
                        System.err,
                        "--add-modules",
                        MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress=zip-0", // layers are compressed where images are kept
                        "--output",
                        runtime.toString());
        if (status != 0) {
            throw new IllegalStateException("jlink ended with " + status);
        }
    }

    private static void copyLibraries(Path runtime, Path root)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ldd", runtime.resolve("bin/java").toString()));
        try (Stream<Path> files = Files.walk(runtime.resolve("lib"))) {
            for (Path library : files.filter(file -> file.toString().endsWith(".so")).toList()) {
                if (WINDOWS.matcher(library.getFileName().toString()).matches()) {
                    Files.delete(library);
                } else {
                    command.add(library.toString());
                }
            }
        }
        Process ldd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(ldd.getInputStream().readAllBytes());
        if (ldd.waitFor() != 0) {
            throw new IllegalStateException("ldd failed: " + output);
        }
        Set<Path> libraries = new TreeSet<>();
        Matcher line = LDD_LINE.matcher(output);
        while (line.find()) {
            Path library = Path.of(line.group(1));
            if (!library.toAbsolutePath().startsWith(runtime.toAbsolutePath())) {
                libraries.add(library);
            }
        }
        Set<Path> folders = new TreeSet<>();
        libraries.forEach(library -> folders.add(library.getParent()));
        for (Path folder : folders) {
            for (String name : OPENED_BY_NAME) {
                if (Files.exists(folder.resolve(name))) {
                    libraries.add(folder.resolve(name));
                }
            }
        }
        for (Path library : libraries) {
            Path copy = root.resolve(Path.of("/").relativize(library));
            Files.createDirectories(copy.getParent());
            // Links are followed: the image has the library under the name it is asked for.
            Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
