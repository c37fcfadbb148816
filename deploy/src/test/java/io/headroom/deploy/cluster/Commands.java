package io.headroom.deploy.cluster;

import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The command line of each process of a control plane. */
record Commands(Path folder, Certificates certificates, int apiPort) {
    static final String SCHEDULER_TOKEN = "scheduler-token";

    static final String TOKENS =
            """
            admin-token,admin,1,"system:masters"
            scheduler-token,system:kube-scheduler,2,
            alice-token,alice,11,"developers"
            bob-token,bob,12,"developers"
            nobody-token,nobody,13,
            """;

    List<String> etcd(int port, int peerPort) {
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + peerPort;
        return List.of(
                Programs.require("etcd").toString(),
                "--name=test",
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--log-level=warn",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=test=" + peer);
    }

    List<String> apiserver(int etcdPort, List<String> more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.require("kube-apiserver").toString(),
                                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                                "--bind-address=127.0.0.1",
                                "--secure-port=" + apiPort,
                                "--tls-cert-file=" + certificates.certificate("server"),
                                "--tls-private-key-file=" + certificates.key("server"),
                                "--client-ca-file=" + certificates.authority(),
                                "--kubelet-client-certificate="
                                        + certificates.certificate("kubelet-client"),
                                "--kubelet-client-key=" + certificates.key("kubelet-client"),
                                "--kubelet-certificate-authority=" + certificates.authority(),
                                "--service-account-issuer=https://kubernetes.default.svc",
                                "--service-account-key-file="
                                        + certificates.certificate("service-accounts"),
                                "--service-account-signing-key-file="
                                        + certificates.key("service-accounts"),
                                "--token-auth-file=" + folder.resolve("tokens.csv"),
                                "--authorization-mode=Node,RBAC",
                                "--service-cluster-ip-range=10.0.0.0/24",
                                "--advertise-address=10.0.0.2",
                                "--endpoint-reconciler-type=none",
                                "--allow-privileged",
                                "--max-requests-inflight=2000",
                                "--max-mutating-requests-inflight=1000",
                                "--proxy-client-cert-file="
                                        + certificates.certificate("front-proxy"),
                                "--proxy-client-key-file=" + certificates.key("front-proxy")));
        command.addAll(frontProxy());
        command.addAll(more);
        return command;
    }

    List<String> controllers(int port) {
        String kubeconfig = folder.resolve("kubeconfig-controllers").toString();
        return List.of(
                Programs.require("kube-controller-manager").toString(),
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--leader-elect=false",
                "--service-account-private-key-file=" + certificates.key("service-accounts"),
                "--root-ca-file=" + certificates.authority(),
                "--use-service-account-credentials=false",
                "--controllers=*,-node-ipam-controller,-node-route-controller"
                        + ",-service-lb-controller,-cloud-node-lifecycle-controller",
                "--kube-api-qps=500",
                "--kube-api-burst=1000",
                "--concurrent-resource-quota-syncs=10");
    }

    List<String> scheduler(int port) {
        String kubeconfig = folder.resolve("kubeconfig-scheduler").toString();
        return List.of(
                Programs.require("kube-scheduler").toString(),
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--leader-elect=false",
                "--kube-api-qps=500",
                "--kube-api-burst=1000");
    }

    List<String> kwok(int port) {
        return List.of(
                Programs.require("kwok").toString(),
                "--kubeconfig=" + folder.resolve("kubeconfig-admin"),
                "--manage-all-nodes=false",
                "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
                "--node-lease-duration-seconds=40",
                "--node-ip=127.0.0.1",
                "--node-port=" + port,
                "--cidr=10.64.0.0/12",
                "--tls-cert-file=" + certificates.certificate("kubelet"),
                "--tls-private-key-file=" + certificates.key("kubelet"),
                "--config=" + resource("kwok.yaml"));
    }

    List<String> metricsServer(int port) {
        String kubeconfig = folder.resolve("kubeconfig-admin").toString();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.require("metrics-server").toString(),
                                "--kubeconfig=" + kubeconfig,
                                "--authentication-kubeconfig=" + kubeconfig,
                                "--authorization-kubeconfig=" + kubeconfig,
                                "--bind-address=127.0.0.1",
                                "--secure-port=" + port,
                                "--tls-cert-file=" + certificates.certificate("server"),
                                "--tls-private-key-file=" + certificates.key("server"),
                                "--kubelet-insecure-tls",
                                "--kubelet-use-node-status-port",
                                "--kubelet-preferred-address-types=InternalIP",
                                // the shortest there is, and the timeout that it asks for
                                "--metric-resolution=10s",
                                "--kubelet-request-timeout=5s"));
        command.addAll(frontProxy());
        return command;
    }

    List<String> vpaRecommender(int port) {
        return List.of(
                Programs.require("vpa-recommender").toString(),
                "--kubeconfig=" + folder.resolve("kubeconfig-admin"),
                "--address=127.0.0.1:" + port,
                "--recommender-interval=15s");
    }

    /** What makes the API server hand requests for {@code metrics.k8s.io} on to the loopback. */
    static List<HasMetadata> metricsApi(int port) {
        return List.of(
                new ServiceBuilder()
                        .withNewMetadata()
                        .withName("metrics-server")
                        .withNamespace("kube-system")
                        .endMetadata()
                        .withNewSpec()
                        .withType("ExternalName")
                        .withExternalName("localhost")
                        .endSpec()
                        .build(),
                new APIServiceBuilder()
                        .withNewMetadata()
                        .withName("v1beta1.metrics.k8s.io")
                        .endMetadata()
                        .withNewSpec()
                        .withNewService()
                        .withName("metrics-server")
                        .withNamespace("kube-system")
                        .withPort(port)
                        .endService()
                        .withGroup("metrics.k8s.io")
                        .withVersion("v1beta1")
                        .withInsecureSkipTLSVerify(true)
                        .withGroupPriorityMinimum(100)
                        .withVersionPriority(100)
                        .endSpec()
                        .build());
    }

    /** How an aggregated API server knows whom the API server speaks for. */
    private List<String> frontProxy() {
        return List.of(
                "--requestheader-client-ca-file=" + certificates.authority(),
                "--requestheader-allowed-names=front-proxy",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-");
    }

    private Path resource(String name) {
        Path file = folder.resolve(name);
        try (InputStream in =
                Objects.requireNonNull(Commands.class.getResourceAsStream("/cluster/" + name))) {
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
