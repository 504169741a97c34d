package factory.pipeline.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads pages and comma-separated values as services write them. */
final class TextForms {
  private static final Pattern PAIR =
      Pattern.compile("<dt>(.*?)</dt>\\n<dd>(?:<pre>\\n)?(.*?)(?:</pre>)?</dd>\\n", Pattern.DOTALL);
  private static final Pattern ITEM = Pattern.compile("<li>\\n(.*?)</li>\\n", Pattern.DOTALL);

  private TextForms() {}

  /** What a page shows, by names. */
  static Map<String, String> pairs(String page) {
    Map<String, String> pairs = new LinkedHashMap<>();
    var pair = PAIR.matcher(page);
    while (pair.find()) {
      pairs.put(unescaped(pair.group(1)), unescaped(pair.group(2)));
    }
    return pairs;
  }

  /** The records of a page. */
  static List<Map<String, String>> items(String page) {
    return ITEM.matcher(page).results().map(item -> pairs(item.group(1))).toList();
  }

  static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  /** Lines of cells (RFC 4180). */
  static List<List<String>> cells(String csv) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    var cell = new StringBuilder();
    var quoted = false;
    for (var i = 0; i < csv.length(); i++) {
      var c = csv.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        line.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    return lines;
  }
}
