package factory.mesh;

import java.util.ArrayList;
import java.util.List;

/** Ways to write "one up, then there": encodings x dots x parameters x separators. */
public final class Spellings {
  private static final List<String> DOT = List.of(".", "%2e", "%2E");
  private static final List<String> PARAMETERS = List.of("", ";", ";x=1", "%3b", "%3Bx", ";..");
  private static final List<String> SEPARATORS =
      List.of("/", "\\", "%2f", "%2F", "%5c", "%5C", "%252f", "%c0%af", "//", "/;/", "/./");

  private Spellings() {}

  /** What a reader could take for a dot segment, alone. */
  public static List<String> dots() {
    List<String> dots = new ArrayList<>(DOT);
    for (var one : DOT) {
      for (var other : DOT) {
        dots.add(one + other);
      }
    }
    dots.addAll(
        List.of("%252e%252e", "%252e.", "%c0%ae%c0%ae", "%u002e.", ".%00.", "..%00", "..%0a", "%"));
    return dots;
  }

  /** Every way from {@code before} to {@code after}; {@code up} times a level higher. */
  public static List<String> from(String before, int up, String after) {
    List<String> all = new ArrayList<>();
    for (var dots : dots()) {
      for (var parameters : PARAMETERS) {
        for (var separator : SEPARATORS) {
          var step = separator + dots + parameters;
          all.add(before + step.repeat(up) + separator + after);
          // Parameters before the dots make them data, or not, as one reads it.
          if (!parameters.isEmpty() && separator.equals("/")) {
            all.add(before + ("/" + parameters + dots).repeat(up) + "/" + after);
          }
          if (separator.equals("/")) {
            all.add(before + ("/x" + parameters + dots).repeat(up) + "/" + after);
          }
        }
      }
    }
    return all;
  }
}
