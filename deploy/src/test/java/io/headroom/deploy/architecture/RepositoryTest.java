package io.headroom.deploy.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What holds for the files of the repository rather than for the classes built from them. */
final class RepositoryTest {
    private static final Path ROOT = repositoryRoot();

    private static final Set<String> NOT_SOURCES =
            Set.of(".git", "target", "node_modules", ".idea", ".vscode");

    private static final long LARGEST_SOURCE_BYTES = 1 << 20;

    /** A folder that every Debian has, followed by a wildcard, is no path of one machine. */
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.~$}])/(home|root|work|Users|usr/lib/jvm)/[a-z0-9]");

    private static final Pattern REGISTRY_HOST =
            Pattern.compile(
                    "\\b(repo1?|registry|proxy|deb|docker|ghcr|quay|gcr|crates|pypi)"
                            + "\\.(maven|npmjs|k8s|golang|debian|io|org)\\b");

    static Stream<Path> poms() throws IOException {
        return sources().stream().filter(file -> file.getFileName().toString().equals("pom.xml"));
    }

    @ParameterizedTest
    @MethodSource("poms")
    void everyVersionOfADependencyOrPluginIsAProperty(Path pom) throws Exception {
        assertThat(versions(pom))
                .allSatisfy(version -> assertThat(version).matches("\\$\\{[a-z0-9.-]+}"));
    }

    @Test
    void everyVersionPropertyOfTheRootIsUsed() throws Exception {
        StringBuilder poms = new StringBuilder();
        for (Path pom : poms().toList()) {
            poms.append(Files.readString(pom));
        }
        assertThat(versionProperties())
                .isNotEmpty()
                .filteredOn(property -> poms.indexOf("${" + property + "}") < 0)
                .isEmpty();
    }

    @Test
    void noFileNamesAPathOfOneMachine() throws IOException {
        assertThat(linesMatching(MACHINE_PATH)).isEmpty();
    }

    @Test
    void noFileNamesTheHostOfARegistry() throws IOException {
        assertThat(linesMatching(REGISTRY_HOST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".ci/run", "headroom"})
    void scriptsAreExecutable(String script) {
        assertThat(ROOT.resolve(script)).isExecutable();
    }

    /** The versions that a pom states itself, except the project's own and its parent's. */
    private static List<String> versions(Path pom) throws Exception {
        List<String> versions = new ArrayList<>();
        for (Element version : elements(parse(pom), "version")) {
            String owner = version.getParentNode().getNodeName();
            if (Set.of("dependency", "plugin", "path", "extension").contains(owner)) {
                versions.add(version.getTextContent().strip());
            }
        }
        return versions;
    }

    private static List<String> versionProperties() throws Exception {
        List<String> names = new ArrayList<>();
        Node properties = elements(parse(ROOT.resolve("pom.xml")), "properties").getFirst();
        NodeList children = properties.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            String name = children.item(i).getNodeName();
            if (name.endsWith(".version")) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Document parse(Path pom) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
    }

    private static List<String> linesMatching(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            Optional<String> text = textOf(file);
            if (text.isPresent() && pattern.matcher(text.get()).find()) {
                text.get()
                        .lines()
                        .filter(line -> pattern.matcher(line).find())
                        .forEach(line -> found.add(ROOT.relativize(file) + ": " + line.strip()));
            }
        }
        return found;
    }

    /** Empty for what is no UTF-8 text. */
    private static Optional<String> textOf(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Set<Path> sources() throws IOException {
        Set<Path> files = new TreeSet<>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return NOT_SOURCES.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()
                                && !NOT_SOURCES.contains(file.getFileName().toString())
                                && attributes.size() <= LARGEST_SOURCE_BYTES) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    private static Path repositoryRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".ci"))) {
            folder =
                    Objects.requireNonNull(folder.getParent(), "not started inside the repository");
        }
        return folder;
    }
}
