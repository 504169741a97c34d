package factory.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as pages, in which everything is escaped, and as comma-separated values. */
final class TextAnswers {
  private final Answers answers;

  TextAnswers(Answers answers) {
    this.answers = answers;
  }

  /** A page with values by their names. */
  byte[] page(String title, Map<String, @Nullable Object> shown) {
    return (head(title) + pairs(shown)).getBytes(StandardCharsets.UTF_8);
  }

  /** Records of a list, part by part. */
  void list(OutputStream to, Route.Form form, Page page) throws IOException {
    var resource = page.resource();
    var isPage = form == Route.Form.HTML;
    write(to, isPage ? head(title(resource.plural())) + "<ul>\n" : Csv.row(names(resource)));
    try {
      do {
        for (var row : page.part()) {
          var shown = answers.shown(row);
          write(to, isPage ? "<li>\n" + pairs(shown) + "</li>\n" : Csv.row(cells(shown)));
        }
      } while (page.next());
    } catch (SQLException e) {
      throw new IOException(e);
    }
    if (isPage) {
      write(to, "</ul>\n");
    }
  }

  private static List<String> names(Resource resource) {
    List<String> names = new ArrayList<>();
    if (resource.shows("id")) {
      names.add(resource.called("id"));
    }
    for (var field : resource.fields()) {
      if (!(field.kind() instanceof Words.Secret) && resource.shows(field.name())) {
        names.add(resource.called(field.name()));
      }
    }
    for (var time : List.of("created_at", "updated_at")) {
      if (resource.shows(time)) {
        names.add(resource.called(time));
      }
    }
    return names;
  }

  private List<String> cells(Map<String, @Nullable Object> shown) {
    List<String> cells = new ArrayList<>();
    for (var entry : shown.entrySet()) {
      cells.add(text(entry.getValue()));
    }
    return cells;
  }

  private static void write(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String head(String title) {
    return "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>"
        + Encodings.htmlEscape(title)
        + "</title>\n";
  }

  /** A name as people write it. */
  static String title(String name) {
    var words = name.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private String pairs(Map<String, @Nullable Object> shown) {
    var text = new StringBuilder("<dl>\n");
    for (var entry : shown.entrySet()) {
      var escaped = Encodings.htmlEscape(text(entry.getValue()));
      text.append("<dt>")
          .append(Encodings.htmlEscape(entry.getKey()))
          .append("</dt>\n<dd>")
          .append(escaped.contains("\n") ? "<pre>\n" + escaped + "</pre>" : escaped)
          .append("</dd>\n");
    }
    return text.append("</dl>\n").toString();
  }

  private String text(@Nullable Object shown) {
    return switch (shown) {
      case null -> "";
      case String text -> text;
      case BigDecimal number -> number.toPlainString();
      case Long number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> answers.text(shown);
    };
  }
}
