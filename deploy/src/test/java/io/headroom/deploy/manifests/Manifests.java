package io.headroom.deploy.manifests;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code deploy/manifests}, read. */
final class Manifests {
    static final Path FOLDER = Path.of("manifests").toAbsolutePath();

    static final String NAMESPACE = "headroom";
    static final String SERVICE_ACCOUNT = "headroom";

    private Manifests() {}

    static List<HasMetadata> all() {
        KubernetesSerialization yaml = new KubernetesSerialization();
        List<HasMetadata> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
                for (String document : Files.readString(file).split("\n---\n", -1)) {
                    objects.add(yaml.unmarshal(document));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    static <T extends HasMetadata> T one(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    static Container container() {
        return one(Deployment.class).getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    /** What the Deployment would start, as a pod of nobody. */
    static Pod pod(String name) {
        var template = one(Deployment.class).getSpec().getTemplate();
        return new PodBuilder()
                .withNewMetadataLike(template.getMetadata())
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
