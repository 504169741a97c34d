package factory.runtime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which media type bytes have, whatever somebody says of them. */
final class MediaTypes {
  /** How many of the first bytes are looked at. */
  static final int HEAD = 4_096;

  static final String BYTES = "application/octet-stream";
  static final String TEXT = "text/plain";
  private static final String ZIP = "application/zip";
  private static final String XML = "application/xml";

  /** What a browser can show without running any of it. */
  private static final Set<String> SHOWN =
      Set.of(
          "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "image/bmp",
          "image/avif",
          "image/x-icon",
          "application/pdf",
          "audio/mpeg",
          "audio/ogg",
          "audio/wav",
          "audio/flac",
          "video/mp4",
          "video/webm",
          TEXT);

  /** What is a text, and no page, though a name of its own says more. */
  private static final Pattern TEXTS =
      Pattern.compile(
          "text/(plain|csv|markdown|x-markdown|css|calendar|vcard|tab-separated-values|x-[a-z.+-]+)"
              + "|application/(json|yaml|x-yaml|toml|x-ndjson|sql|[a-z0-9.-]+\\+json)");

  private static final Pattern ZIPS =
      Pattern.compile(
          "application/(vnd\\.openxmlformats-officedocument\\.[a-z.]+"
              + "|vnd\\.oasis\\.opendocument\\.[a-z]+|epub\\+zip|java-archive|x-zip-compressed)");

  private record Magic(int at, String latin, String type) {}

  private static final List<Magic> MAGIC =
      List.of(
          new Magic(0, "\u0089PNG\r\n\u001a\n", "image/png"),
          new Magic(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
          new Magic(0, "GIF87a", "image/gif"),
          new Magic(0, "GIF89a", "image/gif"),
          new Magic(8, "WEBP", "image/webp"),
          new Magic(8, "WAVE", "audio/wav"),
          new Magic(8, "AVI ", "video/x-msvideo"),
          new Magic(4, "ftypavif", "image/avif"),
          new Magic(4, "ftyphei", "image/heic"),
          new Magic(4, "ftypM4A", "audio/mp4"),
          new Magic(4, "ftypqt", "video/quicktime"),
          new Magic(4, "ftyp", "video/mp4"),
          new Magic(0, "\u001aE\u00df\u00a3", "video/webm"),
          new Magic(0, "%PDF-", "application/pdf"),
          new Magic(0, "OggS", "audio/ogg"),
          new Magic(0, "fLaC", "audio/flac"),
          new Magic(0, "ID3", "audio/mpeg"),
          new Magic(0, "\u00ff\u00fb", "audio/mpeg"),
          new Magic(0, "\u00ff\u00f3", "audio/mpeg"),
          new Magic(0, "II*\0", "image/tiff"),
          new Magic(0, "MM\0*", "image/tiff"),
          new Magic(0, "BM", "image/bmp"),
          new Magic(0, "\0\0\u0001\0", "image/x-icon"),
          new Magic(0, "PK\u0003\u0004", ZIP),
          new Magic(0, "PK\u0005\u0006", ZIP),
          new Magic(0, "\u001f\u008b", "application/gzip"),
          new Magic(0, "7z\u00bc\u00af'\u001c", "application/x-7z-compressed"),
          new Magic(257, "ustar", "application/x-tar"));

  private MediaTypes() {}

  /**
   * The type of bytes: what they are, in the words of whoever sent them where those fit.
   *
   * @param said null when nothing is
   */
  static String of(byte[] head, @Nullable String said) {
    var sniffed = sniffed(head);
    var claimed = said == null ? "" : said.toLowerCase(Locale.ROOT);
    return (sniffed.equals(TEXT) && TEXTS.matcher(claimed).matches())
            || (sniffed.equals(ZIP) && ZIPS.matcher(claimed).matches())
        ? claimed
        : sniffed;
  }

  private static String sniffed(byte[] head) {
    var latin = new String(head, StandardCharsets.ISO_8859_1);
    for (var magic : MAGIC) {
      // RIFF is a container; what is in it stands behind its length. BM alone begins words.
      if (latin.startsWith(magic.latin(), magic.at())
          && (magic.at() != 8 || latin.startsWith("RIFF"))
          && (!magic.latin().equals("BM") || !isText(head))) {
        return magic.type();
      }
    }
    return isText(head) ? text(latin) : BYTES;
  }

  /** What begins with an element is markup, of which only a browser knows what it runs. */
  private static String text(String latin) {
    var text = latin.replace("\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
    var all = latin.toLowerCase(Locale.ROOT);
    if (all.contains("<svg")) {
      return "image/svg+xml";
    }
    if (text.startsWith("<?xml")) {
      return XML;
    }
    return text.startsWith("<") || all.contains("<script") || all.contains("<html")
        ? "text/html"
        : TEXT;
  }

  private static boolean isText(byte[] head) {
    for (var b : head) {
      if ((b >= 0 && b < 0x20 && "\t\n\r\f\u001b".indexOf(b) < 0) || b == 0x7f) {
        return false;
      }
    }
    // The last letter may be cut.
    var result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), false);
    return !result.isError();
  }

  /** A media type without its parameters, in small letters. */
  static String bare(String type) {
    var end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a type is one of these, of which {@code image/*} is any image; none are all. */
  static boolean isOne(String type, List<String> ranges) {
    return ranges.isEmpty() || ranges.stream().anyMatch(range -> isIn(type, range));
  }

  private static boolean isIn(String type, String range) {
    return range.equals("*/*")
        || range.equals(type)
        || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
  }

  /** Whether a browser may show it in its place: what could be a page is only ever downloaded. */
  static boolean isShown(String type) {
    return SHOWN.contains(type);
  }

  /** How it is said in {@code Content-Type}. */
  static String header(String type) {
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }

  /** As ranges are written. */
  static boolean isRange(String range) {
    return range.matches("\\*/\\*|[a-z0-9][a-z0-9.+-]*/(\\*|[a-z0-9][a-z0-9.+-]*)");
  }
}
