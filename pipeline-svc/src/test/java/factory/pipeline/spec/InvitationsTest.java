package factory.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes no sense of invitations, and of what no answer shows, is said at its place. */
final class InvitationsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/accounts/invitations/field | code | |",
        "/accounts/invitations/field | email | /accounts/invitations/field | must be a text that bodies give",
        "/accounts/invitations/field | none | /accounts/invitations/field | none",
        "/accounts/invitations/kind | member | /accounts/invitations/kind | an account is no invitation",
        "/accounts/invitations/code | id | |",
        "/accounts/invitations/code | guests | /accounts/invitations/code | that no two have",
        "/accounts/invitations/uses | guests | /accounts/invitations/uses | set_by actions",
        "/accounts/invitations/most | ends_at | /accounts/invitations/most | must be an integer",
        "/accounts/invitations/ends | most | /accounts/invitations/ends | must be a moment",
        "/accounts/invitations/used_at | ends_at | /accounts/invitations/used_at | set_by actions",
        "/accounts/invitations/used_by | code | /accounts/invitations/used_by | a reference to member",
        "/accounts/invitations/used | uses | /accounts/invitations/used | must be a boolean",
        "/kinds/0/http/unseen/0 | id | /kinds/0/http/unseen | id",
        "/kinds/0/fields/2/set_by | now | /kinds/0/http/unseen | must be given by bodies",
      })
  void saysWhatMakesNoSense(String where, String value, String at, String words) {
    var document =
        Corpus.with(Corpus.read("invitations.json"), where, TextNode.valueOf(value).toString());
    var problems = Checker.check(Specifications.parse(document.toString()));
    if (at == null) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .anySatisfy(
              problem -> {
                assertThat(problem.pointer()).isEqualTo(at);
                assertThat(problem.message()).contains(words);
              });
    }
  }
}
