package io.headroom.deploy.launch;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.config.KubernetesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The way to the observed cluster, tried before anything else is started. */
final class ClusterConnection {
    private static final int PROBE_MILLIS = 5_000;

    private ClusterConnection() {}

    /**
     * A client of a cluster that answers.
     *
     * @throws CannotStartException when there is none, or it does not let this client in
     */
    static KubernetesClient open(KubernetesConfig settings) {
        Config config = config(settings);
        config.setUserAgent("headroom/" + Version.current());
        probe(config);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config config(KubernetesConfig settings) {
        String context = settings.context().orElse(null);
        Config config =
                settings.kubeconfig().isPresent()
                        ? fromFile(settings.kubeconfig().get(), context)
                        : Config.autoConfigure(context);
        if (context != null) {
            requireContext(config, context);
        }
        return config;
    }

    private static Config fromFile(Path file, @Nullable String context) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CannotStartException(
                    "kubeconfig "
                            + file
                            + (Files.exists(file) ? " cannot be read" : " does not exist")
                            + ": check --kubeconfig");
        }
        Config config;
        try {
            config = Config.fromKubeconfig(context, file.toFile());
        } catch (RuntimeException e) {
            throw noKubeconfig(file, e);
        }
        if (config.getContexts() == null || config.getContexts().isEmpty()) {
            throw noKubeconfig(file, null);
        }
        if (context == null && config.getCurrentContext() == null) {
            throw new CannotStartException(
                    "kubeconfig "
                            + file
                            + " has no current context: set kubernetes.context to one of "
                            + names(config.getContexts()));
        }
        return config;
    }

    private static void requireContext(Config config, String context) {
        List<NamedContext> contexts = config.getContexts();
        if (contexts == null
                || contexts.stream().noneMatch(named -> context.equals(named.getName()))) {
            throw new CannotStartException(
                    "there is no context '"
                            + context
                            + "' in the kubeconfig: set kubernetes.context to one of "
                            + (contexts == null ? "its own" : names(contexts)));
        }
    }

    private static void probe(Config config) {
        Config quick =
                new ConfigBuilder(config)
                        .withConnectionTimeout(PROBE_MILLIS)
                        .withRequestTimeout(PROBE_MILLIS)
                        .withRequestRetryBackoffLimit(0)
                        .build();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(quick).build()) {
            Object _ = client.getKubernetesVersion();
        } catch (KubernetesClientException e) {
            throw e.getCode() == 401 || e.getCode() == 403
                    ? new CannotStartException(
                            "the cluster at "
                                    + config.getMasterUrl()
                                    + " refuses these credentials (HTTP "
                                    + e.getCode()
                                    + "): renew them, or choose another --kubeconfig or"
                                    + " kubernetes.context",
                            e)
                    : new CannotStartException(
                            "no cluster answers at "
                                    + config.getMasterUrl()
                                    + " ("
                                    + innermost(e)
                                    + "): check --kubeconfig and kubernetes.context, or try"
                                    + " headroom demo, which needs no cluster",
                            e);
        }
    }

    /* Without the parser's words: they quote the file, which may hold credentials. */
    private static CannotStartException noKubeconfig(Path file, @Nullable Throwable cause) {
        return new CannotStartException(
                file + " is not a kubeconfig that names a context: check --kubeconfig", cause);
    }

    private static String names(List<NamedContext> contexts) {
        return contexts.stream()
                .map(NamedContext::getName)
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return firstLine(cause);
    }

    private static String firstLine(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElse(e.getClass().getSimpleName());
    }
}
