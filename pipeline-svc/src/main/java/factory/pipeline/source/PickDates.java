package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route.Pick;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which records a word asks for by their days and times: {@code overdue}, {@code upcoming}. */
final class PickDates {
  /** What is over, of the words of a state. */
  private static final Set<String> OVER =
      Set.of(
          "done",
          "completed",
          "complete",
          "closed",
          "finished",
          "resolved",
          "cancelled",
          "canceled",
          "paid",
          "returned",
          "archived",
          "delivered",
          "void",
          "rejected");

  private static final Pattern OVER_AT =
      Pattern.compile(
          "(?:completed|finished|closed|returned|paid|resolved|done)(?:_(?:at|on|date))?");
  private static final Pattern DUE =
      Pattern.compile("due|due_.*|deadline|deadline_.*|.*_due|.*_deadline");
  private static final Pattern STARTS =
      Pattern.compile(
          "(?:event_|scheduled_)?(?:date|time|datetime|date_time)|starts?(?:_.*)?|scheduled(?:_.*)?|begins?(?:_.*)?|due|due_.*|when");
  private static final Pattern ENDS = Pattern.compile("ends?|end_.*|ends_.*|finish.*|until");
  private static final Pattern EXPIRES =
      Pattern.compile("expir.*|valid_(?:until|to)|.*_expiry|best_before");
  private static final Pattern SAYS_DUE = Pattern.compile("\\bdue\\b|\\bdeadline");

  private final DocumentFields fields;
  private final String word;
  private final String said;

  private PickDates(DocumentFields fields, String word, String said) {
    this.fields = fields;
    this.word = word;
    this.said = said;
  }

  /**
   * Those records; empty where the word means none here, or could mean others.
   *
   * @param said what its operation says besides, in small letters
   */
  static Optional<Pick> of(DocumentFields fields, String word, String said) {
    return new PickDates(fields, word, said).dated();
  }

  /** The days and times that callers give. */
  static List<Field> moments(DocumentFields fields) {
    return fields.fields().stream()
        .filter(
            field ->
                field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Instant)
        .filter(field -> field.origin() instanceof Origin.Given)
        .toList();
  }

  private Optional<Field> moment(Pattern names) {
    return PickWords.one(
        moments(fields).stream().filter(f -> names.matcher(f.name()).matches()).toList());
  }

  private static String now(Field field) {
    return field.type() instanceof FieldType.Date ? "date(now)" : "now";
  }

  private static String compared(Field field, String operator) {
    return "record.%s %s %s".formatted(field.name(), operator, now(field));
  }

  private Optional<Pick> dated() {
    return switch (word) {
      case "overdue", "past_due", "late" ->
          moment(DUE)
              .flatMap(
                  due ->
                      open()
                          .map(
                              open ->
                                  new Pick(
                                      Optional.of(compared(due, "<") + open),
                                      Optional.of(due.name()),
                                      false)));
      case "expired" -> moment(EXPIRES).map(field -> PickWords.where(compared(field, "<")));
      case "upcoming", "future" -> upcoming();
      case "past", "previous" -> past();
      case "ongoing", "current", "in_progress" ->
          moment(STARTS)
              .flatMap(
                  from ->
                      moment(ENDS)
                          .map(
                              to ->
                                  PickWords.where(
                                      compared(from, "<=") + " && " + compared(to, ">="))));
      case "today" ->
          moment(STARTS)
              .filter(field -> field.type() instanceof FieldType.Date && isAlone(field))
              .map(field -> PickWords.where(compared(field, "==")));
      default -> Optional.empty();
    };
  }

  private Optional<Pick> upcoming() {
    var from = moment(STARTS).filter(this::isAlone);
    if (from.isEmpty()) {
      return Optional.empty();
    }
    var name = from.get().name();
    if (DUE.matcher(name).matches()
        && !open().equals(Optional.of(""))
        && !SAYS_DUE.matcher(said).find()) {
      // Whether what is done already is still to come, nobody says.
      return Optional.empty();
    }
    return Optional.of(new Pick(Optional.of(compared(from.get(), ">=")), Optional.of(name), false));
  }

  private Optional<Pick> past() {
    var to = moment(ENDS);
    if (to.isPresent()) {
      var over = compared(to.get(), "<");
      var from = moment(STARTS);
      // What does not say when it ends is over when it has begun.
      return to.get().required()
          ? Optional.of(PickWords.where(over))
          : from.map(
              field ->
                  PickWords.where(
                      "%s || (record.%s == null && %s)"
                          .formatted(over, to.get().name(), compared(field, "<"))));
    }
    return moment(STARTS)
        .filter(field -> isAlone(field) && !DUE.matcher(field.name()).matches())
        .map(field -> PickWords.where(compared(field, "<")));
  }

  /** Whether no other moment could be the one that is meant. */
  private boolean isAlone(Field field) {
    return moments(fields).stream()
        .filter(other -> !other.equals(field))
        .allMatch(
            other ->
                ENDS.matcher(other.name()).matches()
                    || EXPIRES.matcher(other.name()).matches()
                    || OVER_AT.matcher(other.name()).matches());
  }

  /** That a record is not over yet, after another condition; empty when two fields say so. */
  private Optional<String> open() {
    List<String> conditions = new ArrayList<>();
    for (var field : fields.fields()) {
      if (field.type() instanceof FieldType.Truth
          && (PickWords.DONE.contains(PickWords.plain(field.name()))
              || OVER.contains(PickWords.plain(field.name())))) {
        conditions.add(" && !record." + field.name());
      } else if (field.type() instanceof FieldType.Choice(var words, _)) {
        var over = new StringBuilder();
        for (var one : words) {
          if (OVER.contains(DocumentPath.snake(one))) {
            over.append(" && record.%s != %s".formatted(field.name(), JavaText.literal(one)));
          }
        }
        if (!over.isEmpty()) {
          conditions.add(
              field.required()
                  ? over.toString()
                  : " && (record.%s == null || (%s))"
                      .formatted(field.name(), over.substring(" && ".length())));
        }
      } else if (!field.required()
          && moments(fields).contains(field)
          && OVER_AT.matcher(field.name()).matches()) {
        conditions.add(" && record.%s == null".formatted(field.name()));
      }
    }
    return conditions.isEmpty() ? Optional.of("") : PickWords.one(conditions);
  }
}
