package io.headroom.recommender.needs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {

    @ParameterizedTest
    @CsvSource({
        "eclipse-temurin:21-jre, true",
        "registry.example/team/app:1.2-jdk21, true",
        "docker.elastic.example/elasticsearch/elasticsearch:8.15, true",
        "bitnami/kafka:3.8, true",
        "apache/kafka-native:3.8, false",
        "danielqsj/kafka-exporter, false",
        "javascript-runner:1, false",
        "java.example/web:1, false",
        "java.example/web@sha256:jre17, false",
        "golang:1.23, false",
        ", false"
    })
    void aVirtualMachineIsRecognisedByTheWordsOfItsImage(String image, boolean jvm) {
        assertThat(Images.isJvm(image)).isEqualTo(jvm);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres:17, true",
        "ghcr.example/cloudnative/postgresql:16, true",
        "prometheuscommunity/postgres-exporter, false",
        "mysql:9, false"
    })
    void databasesWithSharedBuffersAreKnown(String image, boolean shared) {
        assertThat(Images.usesSharedMemory(image)).isEqualTo(shared);
    }
}
