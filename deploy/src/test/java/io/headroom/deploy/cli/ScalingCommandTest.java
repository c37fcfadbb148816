package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it prints of a Headroom that runs is seen where one does, in DemoIT. */
class ScalingCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop/search | the workload must be NAMESPACE/KIND/NAME",
                "shop/Deployment/search --namespace shop | cannot both be given",
                "--output keda | --output keda is for one workload: name it",
                "--output pdf | pdf"
            })
    void saysWhatIsWrongWithTheArguments(String arguments, String sentence) {
        var err = new ByteArrayOutputStream();

        int status =
                HeadroomCommand.execute(
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        Map.of(),
                        Stream.concat(Stream.of("scaling"), Stream.of(arguments.split(" ")))
                                .toArray(String[]::new));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(sentence);
    }
}
