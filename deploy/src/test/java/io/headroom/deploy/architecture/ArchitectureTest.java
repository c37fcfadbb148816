package io.headroom.deploy.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of who may see whom. Maven enforces those between modules; here they are explained. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.headroom");

    /** Where the wall clock may be read without being handed in. */
    private static final Set<Class<?>> CLOCKS =
            Set.of(
                    Clock.class,
                    Instant.class,
                    InstantSource.class,
                    LocalDate.class,
                    LocalDateTime.class,
                    OffsetDateTime.class,
                    ZonedDateTime.class);

    @ParameterizedTest
    @ValueSource(strings = {"model", "collector", "analyzer", "recommender", "deploy"})
    void seesTheClassesOfEveryModule(String module) {
        assertThat(CLASSES)
                .anyMatch(type -> type.getPackageName().startsWith("io.headroom." + module));
    }

    @Test
    void modelIsALeafThatKnowsJsonAndNothingElse() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("io.headroom.model..")
                        .and()
                        .resideOutsideOfPackage("io.headroom.model.topic..")
                        .should()
                        .dependOnClassesThat(resideOutsideOfPackages(leaf()))
                        .because("everything depends on the model"));
    }

    @Test
    void onlyTheTopicsOfTheModelKnowTheKafkaClient() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("io.headroom.model.topic..")
                        .should()
                        .dependOnClassesThat(
                                resideOutsideOfPackages(leaf())
                                        .and(
                                                resideOutsideOfPackages(
                                                        "org.apache.kafka.clients..",
                                                        "org.apache.kafka.common..",
                                                        "org.slf4j.."))));
    }

    @ParameterizedTest
    @CsvSource({
        "collector, analyzer", "collector, recommender", "analyzer, collector",
        "analyzer, recommender", "recommender, collector", "recommender, analyzer"
    })
    void siblingsMeetOnlyOnTopics(String one, String other) {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("io.headroom." + one + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.headroom." + other + ".."));
    }

    @Test
    void nothingDependsOnTheLauncher() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.headroom.deploy..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.headroom.deploy.."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "collector", "analyzer", "recommender", "deploy"})
    void packagesOfAModuleFormNoCycle(String module) {
        check(
                slices().matching("io.headroom." + module + ".(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because("a cycle is one package with two names"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "io.fabric8..           | io.headroom.collector, io.headroom.collector.kubernetes..,"
                        + " io.headroom.collector.scrape.., io.headroom.deploy..",
                "io.vertx..             | io.headroom.recommender.rest.., io.headroom.deploy..",
                "org.apache.kafka.streams.. | io.headroom.analyzer..",
                "kafka..                | io.headroom.deploy..",
                "org.apache.kafka.server.. | io.headroom.deploy..",
                "org.apache.kafka.metadata.. | io.headroom.deploy..",
                "picocli..              | io.headroom.deploy..",
                "ch.qos.logback..       | io.headroom.deploy..",
                "smile..                | io.headroom.recommender.learn.."
            })
    void librariesStayWhereTheyBelong(String library, String homes) {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(homes.split(",\\s*"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library));
    }

    @Test
    void jsonIsReadAndWrittenByJacksonThree() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("com.fasterxml.jackson..")
                                        .and(
                                                not(
                                                        resideInAnyPackage(
                                                                "com.fasterxml.jackson.annotation"))))
                        .because("Jackson 2 is there for Kafka alone"));
    }

    @Test
    void logsGoThroughSlf4j() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.util.logging..",
                                "org.apache.logging..",
                                "org.apache.commons.logging.."));
    }

    @Test
    void onlyTheLauncherTalksToTheTerminal() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.headroom.deploy..")
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .orShould()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .callMethod(System.class, "getenv"));
    }

    @Test
    void timeIsAnArgumentEverywhereButInTheLauncher() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.headroom.deploy..")
                        .should(callMethodWhere(readsTheWallClock()))
                        .because("replay, simulation and backfill have a time of their own"));
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        check(
                classes()
                        .should(resideInANullMarkedPackage())
                        .because("NullAway looks at marked packages only"));
    }

    @Test
    void namesSayTheIdea() {
        check(
                noClasses()
                        .should()
                        .haveNameMatching(".*(Utils?|Helpers?|Manager|Constants|Impl)(\\$.*)?")
                        .because("such a name fits anything"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String[] leaf() {
        return new String[] {
            "java..",
            "org.jspecify..",
            "tools.jackson..",
            "com.fasterxml.jackson.annotation",
            "io.headroom.model.."
        };
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheWallClock() {
        return DescribedPredicate.describe(
                "reads the wall clock",
                access -> {
                    JavaClass owner = access.getTargetOwner();
                    String name = access.getTarget().getName();
                    return switch (name) {
                        case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
                        case "now", "system", "systemUTC", "systemDefaultZone", "tick" ->
                                CLOCKS.stream().anyMatch(owner::isEquivalentTo);
                        default -> false;
                    };
                });
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package marked @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type, type.getName() + " is in a package that is not marked"));
                }
            }
        };
    }
}
