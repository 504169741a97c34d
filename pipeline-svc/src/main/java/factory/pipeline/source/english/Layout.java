package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines that begin with a dash or a number: fields of what stands above them, or sentences of their
 * own.
 */
final class Layout {
  private static final Pattern BULLET =
      Pattern.compile("^[ \\t]*+(?:[-*+\\u2022\\u2013\\u2014]|\\d{1,2}[.)])[ \\t]++(?=\\S)");
  private static final int MOST_LINES = 400;
  private static final int MOST_WORDS = 6;

  /** What begins or stands in a line that says what is done, or what must be. */
  private static final Pattern SAYS =
      Pattern.compile(
          "(?i)^(?:no|only|each|every|all|any|nobody|everyone|everybody|anyone|show|list|filter|filters|sort|sorted|search|find|get|delete|deleting|mark|send|cancel|average|sum|total (?:of|per)|count|newest|oldest|when|once|if|private|public|average|nightly|weekly)\\b"
              + "|(?i)\\b(?:can|cannot|can't|may|must|should|is|are|has|have|belongs?|shows?|with|per|when|while|never|nobody|only|first|who|which|that|start|starts|sees?|by|over)\\b|->|=>|=|;");

  private static final Pattern TYPED =
      Pattern.compile(
          "(?i)^([a-z][a-z0-9_ ]{0,40}): ?((?:(?:an? )?(?:text|string|integer|int|whole number|number|decimal|money|amount|price|boolean|bool|yes ?/ ?no|yes or no|true ?/ ?false|date|day|time|datetime|date and time|email|e-mail|url|link|list|tags?|unique|optional|required)(?:, ?| and | |$)){1,6})$");

  private Layout() {}

  private record Line(int from, int begin, int end, int indent, boolean isBullet) {}

  /** The same with full stops or commas where lines of a list end. */
  static Traced flat(Traced traced) {
    var text = traced.text();
    var lines = lines(text);
    if (lines.size() > MOST_LINES || lines.stream().noneMatch(Line::isBullet)) {
      return traced;
    }
    var flat = Traced.Builder.of(traced);
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var isField = line.isBullet() && isField(text, lines, i);
      if (i > 0) {
        var before = lines.get(i - 1);
        var header = !before.isBullet() || before.indent() < line.indent();
        if (line.isBullet() || before.isBullet()) {
          var end = text.substring(before.begin(), before.end()).stripTrailing();
          var mark =
              isField
                  ? header ? (end.endsWith(":") ? " " : ": ") : ", "
                  : end.matches("(?s).*[.!?;]$") ? " " : ". ";
          flat.addInstead(mark, traced, before.end(), line.begin());
        } else {
          flat.add(traced, before.end(), line.begin());
        }
      }
      var typed = TYPED.matcher(text.substring(line.begin(), line.end()).stripTrailing());
      if (isField && typed.matches()) {
        flat.add(traced, line.begin(), line.begin() + typed.end(1));
        flat.addInstead(" (", traced, line.begin(), line.end());
        flat.add(traced, line.begin() + typed.start(2), line.begin() + typed.end(2));
        flat.addInstead(")", traced, line.begin(), line.end());
      } else {
        var stays = stays(text, lines, i);
        flat.add(traced, line.begin(), stays);
      }
    }
    return flat.build();
  }

  /** Where a line ends; without the colon where sentences follow on it. */
  private static int stays(String text, List<Line> lines, int at) {
    var line = lines.get(at);
    var end = line.begin() + text.substring(line.begin(), line.end()).stripTrailing().length();
    return at + 1 < lines.size()
            && lines.get(at + 1).isBullet()
            && end > line.begin()
            && text.charAt(end - 1) == ':'
            && !isField(text, lines, at + 1)
        ? end - 1
        : line.end();
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    for (var from = 0; from <= text.length(); ) {
      var at = text.indexOf('\n', from);
      var end = at < 0 ? text.length() : at;
      var line = text.substring(from, end);
      if (!line.isBlank()) {
        var bullet = BULLET.matcher(line);
        var isBullet = bullet.find();
        lines.add(
            new Line(
                from,
                from + (isBullet ? bullet.end() : 0),
                end,
                line.length() - line.stripLeading().length(),
                isBullet));
      }
      from = end + 1;
    }
    return lines;
  }

  /** Whether all lines of its list look like fields, and something above them has them. */
  private static boolean isField(String text, List<Line> lines, int at) {
    var indent = lines.get(at).indent();
    var first = at;
    while (first > 0
        && lines.get(first - 1).isBullet()
        && lines.get(first - 1).indent() >= indent) {
      first--;
    }
    var header = first == 0 ? "" : content(text, lines.get(first - 1));
    var isNested = first > 0 && lines.get(first - 1).isBullet();
    if (header.isEmpty()
        || (isNested ? header.split(" ").length > 3 : !header.endsWith(":"))
        || (isNested && header.contains(","))) {
      return false;
    }
    for (var i = first;
        i < lines.size() && lines.get(i).isBullet() && lines.get(i).indent() >= indent;
        i++) {
      if (lines.get(i).indent() != indent || !looksLikeField(content(text, lines.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static String content(String text, Line line) {
    return text.substring(line.begin(), line.end()).strip();
  }

  private static boolean looksLikeField(String content) {
    var typed = TYPED.matcher(content);
    if (typed.matches()) {
      return true;
    }
    var bare = content.replaceAll("\\([^()]*\\)", " ").strip();
    return !bare.contains(": ")
        && !bare.contains(", ")
        && !SAYS.matcher(bare).find()
        && bare.split("\\s+").length <= MOST_WORDS;
  }
}
