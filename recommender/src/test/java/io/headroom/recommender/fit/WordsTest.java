package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts are written in the unit of their resource. */
class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "requests.memory, 1.00Gi",
        "limits.ephemeral-storage, 1.00Gi",
        "requests.storage, 1.00Gi",
        "fast.storageclass.storage.k8s.io/requests.storage, 1.00Gi",
        "hugepages-2Mi, 1.00Gi",
        "requests.hugepages-1Gi, 1.00Gi",
        "requests.volcano.sh/vgpu-memory, 1073741824",
        "count/storages.example.com, 1073741824",
        "pods, 1073741824"
    })
    void areBytesWhereKubernetesCountsBytes(String resource, String words) {
        assertThat(Words.of(resource, BigDecimal.valueOf(1L << 30))).isEqualTo(words);
    }
}
