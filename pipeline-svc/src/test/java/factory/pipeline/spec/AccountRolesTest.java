package factory.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes no sense of roles of accounts is said at its place. */
final class AccountRolesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"field\": \"rank\", \"first\": \"guide\"} | |",
        "{\"field\": \"rang\", \"first\": \"guide\"} | /field | rang",
        "{\"field\": \"user_name\", \"first\": \"guide\"} | /field | must be an enum or a boolean",
        "{\"field\": \"rank\", \"first\": \"boss\"} | /first | must be a value of rank",
        "{\"field\": \"rank\", \"first\": \"guide\", \"only\": [{\"method\": \"GET\", \"path\": \"/none\", \"values\": [\"guide\"]}]} | /only/0 | no kind has a route",
        "{\"field\": \"rank\", \"first\": \"guide\", \"only\": [{\"method\": \"GET\", \"path\": \"/members/{id}\", \"values\": [\"boss\"]}]} | /only/0/values | must be values of rank",
        "{\"field\": \"rank\", \"first\": \"guide\", \"only\": [{\"method\": \"GET\", \"path\": \"/members/{id}\", \"values\": [\"guide\"], \"oneself\": \"id\"}]} | |",
        "{\"field\": \"rank\", \"first\": \"guide\", \"only\": [{\"method\": \"GET\", \"path\": \"/members/{id}\", \"values\": [\"guide\"], \"oneself\": \"ids\"}]} | /only/0/oneself | the id of a member",
        "{\"field\": \"rank\", \"first\": \"guide\", \"only\": [{\"method\": \"POST\", \"path\": \"/auth/register\", \"values\": [\"guide\"]}]} | /only/0 | nobody could ever register",
      })
  void saysWhatMakesNoSense(String roles, String at, String words) throws Exception {
    var json =
        (ObjectNode)
            ExactJson.MAPPER.readTree(
                Files.readString(Path.of("src/test/resources/spec/accounts.json")));
    json.withObject("/accounts").set("roles", ExactJson.MAPPER.readTree(roles));
    var problems = Checker.check(Specifications.parse(json.toString()));
    if (at == null) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .anySatisfy(
              problem -> {
                assertThat(problem.pointer()).isEqualTo("/accounts/roles" + at);
                assertThat(problem.message()).contains(words);
              });
    }
  }
}
