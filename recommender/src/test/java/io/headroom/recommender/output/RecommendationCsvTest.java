package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.recommender.output.Csv.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecommendationCsvTest {

    @Test
    void hasOneLineAContainerWithAmountsAsPlainNumbers() {
        assertThat(
                        Output.CSV.format(
                                List.of(
                                        Recommended.of(
                                                "shop/Deployment.apps/cart",
                                                Recommended.held("agent", "3 of 10"),
                                                Recommended.resized(
                                                                "web",
                                                                ContainerType.APP,
                                                                Recommended.amounts(900, 512),
                                                                null)
                                                        .limited(Recommended.amounts(900, 600))))))
                .isEqualTo(
                        """
                        namespace,kind,group,workload,container,container_type,as_of,strategy,\
                        advice,cpu_request_millicores,cpu_target_millicores,\
                        cpu_lower_bound_millicores,cpu_upper_bound_millicores,memory_request_bytes,\
                        memory_target_bytes,memory_lower_bound_bytes,memory_upper_bound_bytes,codes,\
                        message,cpu_limit_millicores,cpu_limit_target_millicores,\
                        memory_limit_bytes,memory_limit_target_bytes
                        shop,Deployment,apps,cart,agent,app,2026-11-16T12:00:00Z,vpa,hold,\
                        ,,,,,,,,too_few_samples,3 of 10,,,,
                        shop,Deployment,apps,cart,web,app,2026-11-16T12:00:00Z,vpa,resize,\
                        500,250,120,1500,1073741824,314572800,262144000,2147483648,\
                        percentile node_size,"P90.; Large, ""very"" large.",900,900,536870912,\
                        629145600
                        """
                                .replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
    void keepsSpreadsheetsFromRunningAText(String text) {
        assertThat(Csv.line(List.of(new Cell.Text(text)))).isEqualTo("'" + text + "\r\n");
    }

    @Test
    void leavesNegativeNumbersAlone() {
        assertThat(Csv.line(List.of(new Cell.Figure("-1")))).isEqualTo("-1\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {"a,b | \"a,b\"", "a\"b | \"a\"\"b\"", "'a\nb' | '\"a\nb\"'", "a b | a b"})
    void quotesWhatWouldEndACell(String text, String written) {
        assertThat(Csv.line(List.of(new Cell.Text(text)))).isEqualTo(written + "\r\n");
    }
}
