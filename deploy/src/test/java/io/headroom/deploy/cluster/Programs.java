package io.headroom.deploy.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs that a control plane is made of: looked for in the folder that {@code
 * KUBEBUILDER_ASSETS} names, then in what {@code ../shared/testcluster/install} beside the project
 * prints, then on the path, where those are that distributions package.
 */
public final class Programs {
    private static final String TESTCLUSTER = "shared/testcluster";
    private static final String INSTALLER = TESTCLUSTER + "/install";
    private static @Nullable List<Path> folders;

    private Programs() {}

    /**
     * The path of a program. One that is missing fails the build where {@code CI=true}; elsewhere
     * it skips the test, with a sentence that says how to get it.
     */
    public static Path require(String name) {
        for (Path folder : folders()) {
            Path program = folder.resolve(name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        String sentence =
                name
                        + " is needed for tests against a real API server: set KUBEBUILDER_ASSETS to"
                        + " a folder that has it (setup-envtest installs etcd, kube-apiserver and"
                        + " kubectl), or put the testcluster beside the project as ../"
                        + INSTALLER
                        + "; openssl and prometheus (with promtool) are packages of every distribution";
        throw missing(sentence);
    }

    private static AssertionError missing(String sentence) {
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(sentence);
        }
        Assumptions.abort(sentence);
        return new AssertionError("an aborted assumption ends the test");
    }

    /**
     * The schema of a custom resource, as its project publishes it. One that is missing skips or
     * fails the test as a program does.
     */
    public static Path requireSchema(String name) {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path schema = folder.resolveSibling(TESTCLUSTER + "/crds/" + name);
            if (Files.isReadable(schema)) {
                return schema;
            }
        }
        throw missing(
                name
                        + " is needed for tests with custom resources: put the testcluster beside"
                        + " the project as ../"
                        + TESTCLUSTER);
    }

    private static synchronized List<Path> folders() {
        List<Path> found = folders;
        if (found == null) {
            found = new ArrayList<>();
            String assets = System.getenv("KUBEBUILDER_ASSETS");
            if (assets != null && !assets.isEmpty()) {
                found.add(Path.of(assets));
            }
            Path installed = installed();
            if (installed != null) {
                found.add(installed);
            }
            for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
                found.add(Path.of(folder));
            }
            folders = List.copyOf(found);
        }
        return found;
    }

    /** What the installer prints, if a folder above this one has it beside it. */
    private static @Nullable Path installed() {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path installer = folder.resolveSibling(INSTALLER);
            if (Files.isExecutable(installer)) {
                return Path.of(run(installer).strip());
            }
        }
        return null;
    }

    private static String run(Path installer) {
        try {
            Process process =
                    new ProcessBuilder(installer.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(installer + " ended with code " + code);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(installer + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(installer + " was interrupted", e);
        }
    }
}
