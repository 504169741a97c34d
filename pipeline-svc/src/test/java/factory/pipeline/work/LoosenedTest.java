package factory.pipeline.work;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a version that comes back would let callers see or do that they could not before. */
final class LoosenedTest {
  private static final String LATER =
      """
      {"format": 1, "title": "Notes",
       "kinds": [
         {"name": "note", "plural": "notes", "key": {"type": "uuid"},
          "fields": [
            {"name": "text", "type": "text", "required": true},
            {"name": "pin", "type": "secret", "min_length": 8},
            {"name": "done", "type": "boolean", "required": true, "default": "false"},
            {"name": "ends_at", "type": "instant"}],
          "expires": "ends_at",
          "operations": ["create", "read", "update", "delete"],
          "access": {"read": "owner", "update": "owner", "delete": "owner"}}],
       "actions": [
         {"name": "finish", "kind": "note", "on": "record", "access": "owner",
          "guards": [{"check": "!record.done", "status": 409, "reason": "DONE", "message": "It is done."}],
          "effects": [{"set": "record", "values": {"done": "true"}}]}],
       "reports": [
         {"name": "notes_done", "kind": "note", "where": "record.done",
          "measures": [{"name": "notes", "function": "count"}]}]}
      """;

  private static Specification later() {
    var later = Specifications.parse(LATER);
    assertThat(Checker.check(later)).isEmpty();
    return later;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Notes' | 'Notes' | ",
        "{\"name\": \"text\", \"type\": \"text\", \"required\": true} | {\"name\": \"words\", \"type\": \"text\"} | ",
        "\"update\": \"owner\" | \"update\": \"nobody\" | ",
        "\"read\": \"owner\" | \"read\": \"anyone\" | it lets others read notes",
        "\"delete\": \"owner\"} | \"delete\": \"anyone\"} | it lets others delete notes",
        "[\"create\", \"read\" | [\"create\", \"list\", \"read\" | it lets others list notes",
        "\"secret\", \"min_length\": 8 | \"text\" | it shows pin of notes",
        "\"expires\": \"ends_at\", | | it shows notes for longer",
        "\"access\": \"owner\", | | it lets others finish note",
        "!record.done\" | record.text != ''\" | it lets others finish note",
        "\"where\": \"record.done\", | | it has other figures: notes_done",
        "\"notes_done\" | \"notes_made\" | it has other figures: notes_made",
        "\"notes\" | \"memos\" | it has memos",
        "\"finish\" | \"end\" | it lets others end note",
      })
  void isWhatTheEarlierOneHasAndTheLaterOneHasNot(String text, String before, String clause) {
    assertThat(LATER).contains(text);
    var earlier =
        Specifications.parse(
            LATER.replaceFirst(
                java.util.regex.Pattern.quote(text),
                java.util.regex.Matcher.quoteReplacement(before == null ? "" : before)));
    assertThat(Loosened.of(earlier, later()).orElse(null)).isEqualTo(clause);
  }

  @Test
  void isNothingOfAVersionWithLess() {
    var less =
        Specifications.parse(
            """
            {"format": 1, "title": "Notes",
             "kinds": [{"name": "note", "plural": "notes", "key": {"type": "uuid"},
               "fields": [{"name": "text", "type": "text", "required": true}, {"name": "ends_at", "type": "instant"}],
               "expires": "ends_at", "operations": ["create", "read"],
               "access": {"read": "owner"}}]}
            """);
    assertThat(Loosened.of(less, later())).isEmpty();
    assertThat(Loosened.of(later(), less)).isPresent();
  }

  @Test
  void isEveryOtherRuleOfAccounts() throws Exception {
    var text = Files.readString(Path.of("src/test/resources/spec/accounts.json"));
    var later = Specifications.parse(text);
    assertThat(Loosened.of(later, later)).isEmpty();
    var longer =
        Specifications.parse(
            text.replace("\"session_seconds\": 3600", "\"session_seconds\": 7200"));
    assertThat(Loosened.of(longer, later)).contains("it has other rules for accounts");
  }
}
