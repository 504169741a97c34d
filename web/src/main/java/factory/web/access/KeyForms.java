package factory.web.access;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import factory.edge.v1.Allowance;
import factory.edge.v1.Key;
import factory.edge.v1.KeyScope;
import factory.edge.v1.Publishable;
import factory.mesh.Moments;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.page.Views;
import factory.web.service.ServiceOperations.Operation;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Between the forms of keys and what the gate is told. */
final class KeyForms {
  /** The boxes of a service's operations. */
  static final Pattern OPERATION = Pattern.compile("operation\\.[0-9]{1,3}");

  private static final Map<String, Long> WINDOWS =
      Map.of("minute", 60L, "hour", 3_600L, "day", 86_400L);
  private static final int MOST_CALLS = 1_000_000_000;

  private KeyForms() {}

  /** A form for programs that nobody has filled yet. */
  static KeyViews.Program program() {
    return new KeyViews.Program("", "", false, "", "", windows("day"));
  }

  /** As somebody filled it. */
  static KeyViews.Program program(Query form, String error) {
    return new KeyViews.Program(
        error,
        form.text("name"),
        form.text("reads").equals("on"),
        form.text("until"),
        form.text("calls"),
        windows(form.text("window")));
  }

  /** As a key is. */
  static KeyViews.Program program(Key key) {
    var window =
        WINDOWS.entrySet().stream()
            .filter(e -> e.getValue() == key.getLimit().getWindow().getSeconds())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("");
    return new KeyViews.Program(
        "",
        key.getName(),
        readsOnly(key.getScope()),
        key.hasExpiresAt()
            ? Moments.of(key.getExpiresAt()).atOffset(ZoneOffset.UTC).toLocalDate().toString()
            : "",
        key.hasLimit() ? Long.toUnsignedString(key.getLimit().getQuota()) : "",
        windows(window));
  }

  private static List<Views.Choice> windows(String chosen) {
    return List.of("minute", "hour", "day").stream()
        .map(
            word ->
                new Views.Choice(
                    word, "a" + (word.equals("hour") ? "n " : " ") + word, word.equals(chosen)))
        .toList();
  }

  /** Reading is what GET and HEAD do. */
  static KeyScope reading() {
    return KeyScope.newBuilder().addMethods("GET").addMethods("HEAD").build();
  }

  static boolean readsOnly(KeyScope scope) {
    return scope.getMethodsCount() > 0
        && List.of("GET", "HEAD").containsAll(scope.getMethodsList());
  }

  /** The end of the last day, in UTC; empty for never. */
  static Optional<Timestamp> until(Query form) {
    var text = form.text("until").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var end = LocalDate.parse(text).atTime(LocalTime.MAX).toEpochSecond(ZoneOffset.UTC);
      return Optional.of(Timestamp.newBuilder().setSeconds(end).build());
    } catch (DateTimeParseException e) {
      throw Problem.field("until", "must be a day such as 2027-01-31");
    }
  }

  /** Empty for no limit of its own. */
  static Optional<Allowance> limit(Query form) {
    if (form.text("calls").isBlank()) {
      return Optional.empty();
    }
    var window = WINDOWS.get(form.text("window"));
    if (window == null) {
      throw Problem.field("window", "must be minute, hour or day");
    }
    return Optional.of(
        Allowance.newBuilder()
            .setQuota(form.number("calls", 1, MOST_CALLS, 1))
            .setWindow(Duration.newBuilder().setSeconds(window))
            .build());
  }

  /** What a form says of a key for pages. */
  static Publishable publishable(Query form) {
    return Publishable.newBuilder()
        .addAllOrigins(lines(form.text("origins")))
        .addAllOperations(chosen(form))
        .addAllOperations(lines(form.text("operations")))
        .setCallsPerMinute(form.number("all", 1, 6_000, 0))
        .setCallsPerMinutePerAddress(form.number("each", 1, 600, 0))
        .build();
  }

  private static List<String> chosen(Query form) {
    return form.values().entrySet().stream()
        .filter(e -> OPERATION.matcher(e.getKey()).matches())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** A form for pages that nobody has filled yet. */
  static KeyViews.Form publish(List<Operation> known) {
    return new KeyViews.Form("", "", "", choices(known, List.of()), "", "30", "600");
  }

  /** As somebody filled it. */
  static KeyViews.Form publish(List<Operation> known, Query form, String error) {
    return new KeyViews.Form(
        error,
        form.text("name"),
        form.text("origins"),
        choices(known, chosen(form)),
        form.text("operations"),
        form.text("each"),
        form.text("all"));
  }

  private static List<KeyViews.Choice> choices(List<Operation> known, List<String> chosen) {
    List<KeyViews.Choice> choices = new ArrayList<>();
    for (var operation : known) {
      choices.add(
          new KeyViews.Choice(
              "operation." + choices.size(),
              operation.operation(),
              chosen.contains(operation.operation())));
    }
    return choices;
  }
}
