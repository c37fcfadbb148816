package io.headroom.deploy.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.model.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be said of the manifests without a cluster. */
final class ManifestsTest {
    /** What Java needs beside its heap: classes, compiled code, threads, buffers. */
    private static final long BESIDE_THE_HEAP = 140L << 20;

    @Test
    void namesTheImageThatTheBuildMakes() throws IOException {
        assertThat(Manifests.container().getImage())
                .isEqualTo("headroom:" + first(Path.of("pom.xml"), "<version>([^<]+)</version>"));
    }

    @Test
    void setsOnlyWhatIsASetting() {
        List<String> variables =
                LaunchConfig.known().stream()
                        .map(setting -> Settings.variable(setting.key()))
                        .toList();

        assertThat(Manifests.container().getEnv())
                .extracting(EnvVar::getName)
                .isSubsetOf(variables);
    }

    @Test
    void leavesRoomBesideTheHeap() throws IOException {
        long heapPercent = Long.parseLong(first(Path.of("pom.xml"), "MaxRAMPercentage=([0-9]+)"));
        long limit =
                Quantity.getAmountInBytes(
                                Manifests.container().getResources().getLimits().get("memory"))
                        .longValueExact();

        assertThat(limit - limit * heapPercent / 100).isGreaterThan(BESIDE_THE_HEAP);
    }

    @Test
    void grantsNoWildcardAndNothingThatLeadsFurther() {
        List<PolicyRule> rules = Manifests.one(ClusterRole.class).getRules();

        assertThat(rules)
                .allSatisfy(rule -> {
                    assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch");
                    assertThat(rule.getApiGroups()).doesNotContain("*");
                    assertThat(rule.getResources())
                            .doesNotContain(
                                    "*", "secrets", "configmaps", "pods/exec", "nodes/proxy");
                });
    }

    private static String first(Path file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
