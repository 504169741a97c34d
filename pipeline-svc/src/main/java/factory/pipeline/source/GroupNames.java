package factory.pipeline.source;

import factory.pipeline.source.SummaryFigures.Subject;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Groups;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Days, months and years by their adverbs. */
  private static final Map<String, String> ADVERBS =
      Map.of(
          "daily", "day", "days", "day", "monthly", "month", "months", "month", "yearly", "year",
          "annual", "year", "years", "year");

  private static final Map<String, Groups.Part> PARTS =
      Map.of(
          "day", Groups.Part.DAY,
          "date", Groups.Part.DAY,
          "month", Groups.Part.MONTH,
          "year", Groups.Part.YEAR);

  /**
   * A subject, the field by which it is put together, and what its name says besides.
   *
   * @param per what of a date or a moment
   */
  record Named(Subject subject, Field field, String prefix, Optional<Groups.Part> per) {
    Named(Subject subject, Field field, String prefix) {
      this(subject, field, prefix, Optional.empty());
    }

    Groups groups(boolean every, Optional<String> key, List<Report.Measure> measures) {
      return new Groups(field.name(), per, every, Optional.empty(), key, measures);
    }
  }

  /** A name with {@code by_month} for {@code monthly}: {@code totals_by_month}. */
  static String plain(String words) {
    for (var adverb : ADVERBS.entrySet()) {
      var by = "by_" + adverb.getValue();
      if (words.equals(adverb.getKey())) {
        return by;
      }
      if (words.startsWith(adverb.getKey() + "_")) {
        return words.substring(adverb.getKey().length() + 1) + "_" + by;
      }
      if (words.endsWith("_" + adverb.getKey())) {
        return words.substring(0, words.length() - adverb.getKey().length()) + by;
      }
    }
    return words;
  }

  /** By the days, months or years of the one day or moment that records are given, or made at. */
  private static Optional<Named> perPart(Subject subject, String prefix, String of) {
    var part = PARTS.get(of);
    if (part == null) {
      return Optional.empty();
    }
    var fields = subject.fields();
    var moments = PickDates.moments(fields);
    var isMade = moments.isEmpty() && fields.names().containsKey("created_at");
    return moments.size() == 1
        ? Optional.of(new Named(subject, moments.getFirst(), prefix, Optional.of(part)))
        : isMade
            ? Optional.of(new Named(subject, MADE, prefix, Optional.of(part)))
            : Optional.empty();
  }

  /** When a record was made, which is no field of it. */
  private static final Field MADE =
      new Field("created_at", new FieldType.Instant(), "", true, false, new Origin.Now(false));

  /** What a name can be by. */
  static List<Named> of(List<Subject> subjects, String called) {
    var words = plain(called);
    var by = BY.matcher(words);
    var of = OF.matcher(words);
    List<Named> all = new ArrayList<>();
    for (var subject : subjects) {
      if (by.matches()) {
        perPart(subject, by.group(1) == null ? "" : by.group(1), by.group(2)).ifPresent(all::add);
      }
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
