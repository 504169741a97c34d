package factory.web.page;

import factory.web.http.Reply;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Renders templates, which were compiled with this module. Safe for any number of threads. */
public final class Html {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Html.class.getClassLoader(), "factory.web.templates");

  Html() {}

  public Reply.Whole page(int status, String template, Map<String, Object> views) {
    return Reply.html(status, text(template, views));
  }

  String text(String template, Map<String, Object> views) {
    var out = new StringOutput(16 * 1024);
    engine.render(template + ".jte", views, out);
    return out.toString();
  }

  /**
   * A fragment that is asked for again and again: 204 when the asker has this very view already.
   *
   * @param seen the version that the asker shows, or empty
   */
  public Reply.Whole live(String fragment, Record view, String seen) {
    return seen.equals(version(view))
        ? Reply.empty(204)
        : page(200, "fragments/" + fragment, Map.of("view", view));
  }

  /** Names the content of a view; times count by their instant, not by their age. */
  public static String version(Record view) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(view.toString().getBytes(StandardCharsets.UTF_8)), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
