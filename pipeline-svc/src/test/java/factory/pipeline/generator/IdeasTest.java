package factory.pipeline.generator;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.generator.Outcome.Made;
import factory.pipeline.generator.Outcome.NotUnderstood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is understood of which idea, as a table: {@code ideas.txt} holds each idea after a question
 * mark and below it what it becomes. {@code -Dgolden.rewrite=true} writes the file anew; review its
 * diff.
 */
final class IdeasTest {
  private static final Path TABLE = Path.of("src/test/resources/generator/ideas.txt");

  @Test
  void understandsTheTable() throws IOException {
    var table = Files.readString(TABLE);
    var now = new StringBuilder();
    for (var line : table.lines().toList()) {
      if (line.startsWith("? ")) {
        now.append(line)
            .append('\n')
            .append(told(line.substring(2).replace("\\n", "\n")))
            .append('\n');
      } else if (line.startsWith("# ")) {
        now.append(line).append("\n\n");
      }
    }
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(TABLE, now);
    }
    assertThat(table).isEqualTo(now.toString());
    assertThat(table.lines().filter(line -> line.startsWith("? "))).hasSizeGreaterThan(60);
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(why("")).contains("is empty").contains("for example");
    assertThat(why(" \n\t ")).contains("is empty");
    assertThat(why("a todo list")).contains("about todos").contains("which fields");
    assertThat(why("make me rich")).contains("no thing").contains("for example");
    assertThat(why("x".repeat(64 * 1024))).contains("8,000 characters");
    assertThat(why("books with " + fields(51))).contains("51 fields").contains("at most 50");
    assertThat(why("books with a" + "b".repeat(60))).contains("60 characters");
    assertThat(why("books with rating from 5 to 1")).contains("from 5 to 1 is empty");
    assertThat(why("books with status: open")).isNotBlank();
  }

  @Test
  void takesFiftyFields() {
    assertThat(new TemplateGenerator().generate("books with " + fields(50)))
        .isInstanceOf(Made.class);
  }

  @Test
  void givesTheSameBytesForTheSameIdea() {
    var idea = "track books with title, author and a rating from 1 to 5";
    assertThat(new TemplateGenerator().generate(idea))
        .isEqualTo(new TemplateGenerator().generate(idea));
    assertThat(((Made) new TemplateGenerator().generate(idea)).artifact().contentHash())
        .matches("[0-9a-f]{64}");
  }

  private static String fields(int count) {
    List<String> names = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      names.add("f" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
    }
    return String.join(", ", names);
  }

  private static String why(String idea) {
    return switch (new TemplateGenerator().generate(idea)) {
      case NotUnderstood(var why) -> why;
      case Made(var artifact) -> throw new AssertionError("understood as " + artifact.title());
    };
  }

  private static String told(String idea) {
    try {
      var text = new StringBuilder();
      var blueprint = IdeaReader.read(idea);
      for (var thing : blueprint.things()) {
        text.append("    /%s of %s\n".formatted(thing.plural(), thing.singular()));
        for (var field : thing.fields()) {
          text.append(
              "        %s: %s%s%s\n"
                  .formatted(
                      field.name(),
                      Readme.holds(field),
                      field.required() ? ", required" : "",
                      field.unique() ? ", unique" : ""));
        }
      }
      blueprint
          .leftOut()
          .forEach(sentence -> text.append("    left out: ").append(sentence).append('\n'));
      return text.toString();
    } catch (Misread misread) {
      return "    NOT: " + misread.getMessage() + "\n";
    }
  }
}
