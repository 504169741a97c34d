package factory.pipeline.source;

import factory.pipeline.source.SummaryFigures.Subject;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** By which field figures are, by what they are called: {@code by_status}, {@code genres}. */
final class GroupNames {
  /** What is by something, by its name. */
  static final Pattern BY = Pattern.compile("(?:(.+)_)?(?:by|per)_(.+)");

  private static final Pattern OF =
      Pattern.compile("(.+)_(?:(counts?|totals?)|breakdown|distribution|stats|summary|tally)");
  static final Set<String> ANY =
      Set.of(
          "results",
          "breakdown",
          "distribution",
          "groups",
          "counts",
          "totals",
          "stats",
          "statistics",
          "summary",
          "tally",
          "figures",
          "data",
          "rows");

  private GroupNames() {}

  /** A subject, the field by which it is put together, and what its name says besides. */
  record Named(Subject subject, Field field, String prefix) {}

  /** What a name can be by. */
  static List<Named> of(List<Subject> subjects, String words) {
    var by = BY.matcher(words);
    var of = OF.matcher(words);
    List<Named> all = new ArrayList<>();
    for (var subject : subjects) {
      for (var field : subject.fields().fields()) {
        if (!isKey(field) || subject.fields().hidden().contains(field.name())) {
          continue;
        }
        if (ANY.contains(words) || isCalled(field, words)) {
          all.add(new Named(subject, field, ""));
        } else if (by.matches()) {
          var prefix = by.group(1) == null ? "" : by.group(1);
          if (isCalled(field, by.group(2))) {
            all.add(new Named(subject, field, prefix));
          }
        } else if (of.matches() && isCalled(field, of.group(1))) {
          all.add(new Named(subject, field, of.group(2) == null ? "" : of.group(2)));
        }
      }
    }
    return all;
  }

  private static boolean isCalled(Field field, String words) {
    return field.name().equals(words)
        || Nouns.plural(field.name()).equals(words)
        || PickWords.plain(field.name()).equals(words);
  }

  private static boolean isKey(Field field) {
    var isKept = field.origin() instanceof Origin.Given || field.origin() instanceof Origin.Actions;
    return isKept
        && switch (field.type()) {
          case FieldType.Text text -> !text.ignoreCase();
          case FieldType.Choice _, FieldType.Truth _ -> true;
          case FieldType.Whole _ -> !SummaryFigures.WORTH.contains(field.name());
          default -> false;
        };
  }

  static List<String> words(Field field) {
    return switch (field.type()) {
      case FieldType.Choice(var words, _) -> words;
      case FieldType.Truth _ -> List.of("false", "true");
      default -> List.of();
    };
  }
}
