package factory.pipeline.source;

import java.util.List;
import java.util.regex.Pattern;

/** Which words of an operation name which of the usual tools. */
final class ToolRules {
  /** What an operation that is a tool does; one that says none of them may be anything. */
  static final Pattern VERBS =
      Pattern.compile(
          " (convert|converts|conversion|converter|compress|compresses|compression|decompress|zip|unzip"
              + "|archive|gzip|gunzip|tar|extract|extracts|extraction|thumbnail|thumbnails|resize|resizes"
              + "|scale|rotate|greyscale|grayscale|compile|compiles|compiler|merge|merges|combine|transcode"
              + "|optimise|optimize) ");

  private static final String ZIPS = " (zip|archive|compress|compresses|bundle|pack) ";
  private static final String LISTS = " (list|lists|entries|contents|inspect|names) ";
  private static final String CONVERTS =
      " (convert|converts|conversion|converter|to|transform|transcode) ";

  private ToolRules() {}

  /**
   * A rule.
   *
   * @param words what an operation's say
   * @param tool its name
   */
  record Rule(Pattern words, String tool) {}

  /** All of them; the first that fits is meant, those of special words before the general. */
  static final List<Rule> ALL =
      List.of(
          rule(LISTS, "zip-list"),
          rule(LISTS, "tar-list"),
          rule(ZIPS, "zip"),
          rule(" (gzip|compress|compresses|pack) ", "gzip"),
          rule(" (gunzip|decompress|uncompress|extract|unpack|inflate) ", "gunzip"),
          rule(" (tar|tarball|archive) ", "tar"),
          rule(" (thumbnail|thumbnails|preview) ", "image-thumbnail-{type}"),
          rule(" (resize|resizes|scale|scales) ", "image-resize-{type}"),
          rule(" (grey|gray|greyscale|grayscale|monochrome) ", "image-grey-{type}"),
          rule(" (rotate|rotates|rotation) ", "image-rotate-{type}"),
          rule(CONVERTS, "image-to-{type}"),
          rule(" (text|extract|extracts|convert) ", "pdf-to-text"),
          rule(" (merge|merges|combine|join|concatenate) ", "pdf-merge"),
          rule(" (compress|compresses|optimise|optimize|shrink) ", "pdf-compress"),
          rule(" (compile|compiles|compiler|compilation) ", "c-compile"),
          rule(" (text|plain|convert|strip) ", "markdown-to-text"),
          rule(" (text|plain|convert|strip) ", "html-to-text"),
          rule(" (markdown|convert) ", "html-to-markdown"));

  private static Rule rule(String words, String tool) {
    return new Rule(Pattern.compile(words), tool);
  }

  /** What options are called elsewhere; empty where an option has no other name. */
  static String option(String name) {
    return switch (name) {
      case "w", "max_width", "target_width", "new_width" -> "width";
      case "h", "max_height", "target_height", "new_height" -> "height";
      case "angle", "rotation", "rotate" -> "degrees";
      case "max", "max_size", "dimension", "edge" -> "size";
      default -> name;
    };
  }
}
