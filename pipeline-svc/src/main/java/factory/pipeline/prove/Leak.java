package factory.pipeline.prove;

import com.google.re2j.Pattern;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an answer tells that it should not, or lets somebody do; total. */
final class Leak {
  /** By what it is to whoever reads the report. None of it is in a refusal that means no harm. */
  private static final Map<String, Pattern> INTERNALS =
      Map.of(
          "a class of its code",
          Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}[A-Z]\\w*(?:Exception|Error|\\.java)\\b"),
          "a place in its code",
          Pattern.compile("\\bat (?:[\\w$]+\\.)+[\\w$<>]+\\([^)]*\\)|\\.java:[0-9]+\\)"),
          "an exception",
          Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]+)*Exception\\b"),
          "a statement of its store",
          // As stores write them: a person may be asked to select a seat from a list.
          Pattern.compile(
              "\\bSELECT\\b.{1,200}\\bFROM\\b|\\bINSERT INTO\\b|\\bUPDATE \"?\\w+\"? SET\\b"
                  + "|\\bDELETE FROM\\b"),
          "the words of its store",
          Pattern.compile(
              "(?i)\\bsqlite|\\bno such (?:table|column): |: syntax error\\b|\\bSQLSTATE\\b"),
          "a path of its machine",
          Pattern.compile(
              "(?:^|[\\s\"'(:=])/(?:home|root|tmp|proc|etc|opt|usr/lib|var/(?:lib|tmp))/[\\w.-]+"),
          "a file of its machine",
          Pattern.compile("root:[^:]{0,40}:0:0:"));

  /** As pages are made of: a browser runs what stands in them. */
  private static final List<String> PAGES = List.of("html", "svg", "xml");

  private Leak() {}

  /**
   * What a refusal tells of how the service is made, which the caller did not say himself.
   *
   * @param document what everybody may know, in lower case: a service may be about databases
   */
  static Optional<String> internals(Request request, Answer answer, String document) {
    if (answer.status() < 400) {
      return Optional.empty();
    }
    var said = Pages.decodedLeniently(request.path()) + "\n" + request.body();
    var text = answer.body() + "\n" + String.join("\n", answer.headers().values());
    for (var one : INTERNALS.entrySet()) {
      var matcher = one.getValue().matcher(text);
      while (matcher.find()) {
        var told = matcher.group().strip();
        if (!said.contains(told) && !document.contains(told.toLowerCase(Locale.ROOT))) {
          return Optional.of("which tells " + one.getKey() + ": " + told);
        }
      }
    }
    return Optional.empty();
  }

  /** Where a browser would run what a caller has sent. */
  static Optional<String> script(Answer answer) {
    var type = answer.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    if (answer.body().isEmpty()) {
      return Optional.empty();
    }
    if (PAGES.stream().anyMatch(type::contains) && answer.body().contains(Hostile.SCRIPT)) {
      return Optional.of("which has a script that a caller sent, as " + type);
    }
    if (type.startsWith("text/html")
        && !answer
            .headers()
            .getOrDefault("content-security-policy", "")
            .startsWith("default-src 'none'")) {
      return Optional.of("a page without a Content-Security-Policy that lets nothing run in it");
    }
    if (type.isEmpty()) {
      return Optional.of("which does not say what it is, so that a browser guesses");
    }
    return answer.headers().getOrDefault("x-content-type-options", "").equals("nosniff")
        ? Optional.empty()
        : Optional.of("without X-Content-Type-Options: nosniff, so that a browser guesses");
  }

  /** Where a value of a caller's became a header, or ended one. */
  static Optional<String> header(Answer answer) {
    for (var header : answer.headers().entrySet()) {
      if (header.getKey().contains(Hostile.HEADER)) {
        return Optional.of("with the header " + header.getKey() + ", which a caller sent as text");
      }
      if (header.getValue().chars().anyMatch(c -> c < ' ' && c != '\t')) {
        return Optional.of("with control characters in the header " + header.getKey());
      }
    }
    return Optional.empty();
  }

  /** A line of a log that a caller has written, or what moves about in a terminal. */
  static Optional<String> log(String log) {
    return log.lines()
        .filter(line -> line.startsWith(Hostile.MARK) || line.indexOf('\u001b') >= 0)
        .findFirst()
        .map(line -> "the log has the line of a caller: " + Exchange.shortened(line));
  }
}
