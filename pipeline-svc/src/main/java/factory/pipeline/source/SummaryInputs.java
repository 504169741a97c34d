package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which records alone the parameters of figures ask about. */
final class SummaryInputs {
  private static final Set<String> STARTS =
      Set.of("from", "since", "after", "start_date", "date_from", "from_date", "start");
  private static final Set<String> ENDS =
      Set.of("to", "until", "before", "end_date", "date_to", "to_date", "end");

  private SummaryInputs() {}

  /** The conditions of all parameters; empty where one of them asks for something else. */
  static Optional<List<String>> of(DocumentCall call, List<SummaryFigures.Subject> subjects) {
    List<String> conditions = new ArrayList<>();
    for (var input : call.inputs()) {
      var condition =
          subjects.size() == 1 ? of(input, subjects.getFirst().fields()) : Optional.<String>empty();
      if (condition.isEmpty()) {
        return Optional.empty();
      }
      conditions.add(condition.get());
    }
    return Optional.of(conditions);
  }

  private static Optional<String> of(Field input, DocumentFields fields) {
    var name = input.name();
    var isBound = STARTS.contains(name) || ENDS.contains(name);
    var field =
        fields
            .like(name)
            .or(() -> isBound ? moment(fields) : Optional.empty())
            .filter(
                of -> of.origin() instanceof Origin.Given || of.origin() instanceof Origin.Actions)
            .filter(of -> isSame(of.type(), input.type()));
    return field.map(
        of -> {
          var compared =
              "x.%s %s input.%s"
                  .formatted(
                      of.name(),
                      !isBound || of.name().equals(name)
                          ? "=="
                          : STARTS.contains(name) ? ">=" : "<=",
                      name);
          return input.required() ? compared : "(input.%s == null || %s)".formatted(name, compared);
        });
  }

  private static Optional<Field> moment(DocumentFields fields) {
    var all =
        fields.fields().stream()
            .filter(
                field ->
                    field.type() instanceof FieldType.Date
                        || field.type() instanceof FieldType.Instant)
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static boolean isSame(FieldType field, FieldType input) {
    return switch (field) {
      case FieldType.Text _, FieldType.Choice _ ->
          input instanceof FieldType.Text || input instanceof FieldType.Choice;
      case FieldType.Date _, FieldType.Instant _, FieldType.Whole _ ->
          field.getClass().equals(input.getClass());
      default -> false;
    };
  }
}
