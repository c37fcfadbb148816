package io.headroom.deploy.config;

import io.headroom.model.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which cluster is observed.
 *
 * @param kubeconfig in place of what {@code kubectl} would use, or of the pod's service account
 * @param context of that file, in place of its current one
 */
public record KubernetesConfig(Optional<Path> kubeconfig, Optional<String> context) {

    static KubernetesConfig from(Settings settings) {
        return new KubernetesConfig(
                settings.path(
                        "kubernetes.kubeconfig",
                        "the kubeconfig file; where not set what kubectl would use, or the pod's"
                                + " service account (also --kubeconfig FILE)"),
                settings.optional(
                        "kubernetes.context",
                        "the context of the kubeconfig; its current one where not set"));
    }
}
