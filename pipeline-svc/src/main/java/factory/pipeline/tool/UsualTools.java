package factory.pipeline.tool;

import factory.pipeline.tool.Tool.Argument;
import factory.pipeline.tool.Tool.Limits;
import factory.pipeline.tool.Tool.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tools that Debian has as packages; each is there where its program is. */
public final class UsualTools {
  private static final String ZIP = "application/zip";
  private static final String GZIP = "application/gzip";
  private static final String TAR = "application/x-tar";
  private static final String PDF = "application/pdf";
  private static final String TEXT = "text/plain";
  private static final String MARKDOWN = "text/markdown";
  private static final String HTML = "text/html";
  private static final Set<String> ANYTHING = Set.of();
  private static final Set<Integer> DONE = Set.of(0);

  /** No side of an image is longer: what unpacks to more is refused before it is unpacked. */
  private static final int LONGEST_SIDE = 8_000;

  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  private UsualTools() {}

  /** All of them. */
  public static List<Tool> all() {
    List<Tool> all = new ArrayList<>();
    archives(all);
    images(all);
    documents(all);
    compilers(all);
    return all;
  }

  private static void archives(List<Tool> all) {
    all.add(tool("zip", "/usr/bin/zip", ANYTHING, true, ZIP, DONE, "-q -X - {in:list}"));
    all.add(tool("zip-list", "/usr/bin/unzip", Set.of(ZIP), false, TEXT, DONE, "-Z1 {in}"));
    all.add(tool("gzip", "/usr/bin/gzip", ANYTHING, false, GZIP, DONE, "-c -n {in}"));
    all.add(
        tool(
            "gunzip",
            "/usr/bin/gzip",
            Set.of(GZIP),
            false,
            "application/octet-stream",
            DONE,
            "-d -c {in}"));
    all.add(
        tool(
            "tar",
            "/usr/bin/tar",
            ANYTHING,
            true,
            TAR,
            DONE,
            "--owner=0 --group=0 -cf - {in:list}"));
    all.add(tool("tar-list", "/usr/bin/tar", Set.of(TAR), false, TEXT, DONE, "-tf {in}"));
  }

  private static void images(List<Tool> all) {
    for (var type : List.of("png", "jpeg", "gif")) {
      all.add(image("image-to-" + type, type, List.of(), Map.of()));
      all.add(
          image(
              "image-resize-" + type,
              type,
              List.of(
                  group("-resize", "{width}x{height}!"),
                  group("-resize", "{width}x"),
                  group("-resize", "x{height}")),
              Map.of("width", new Option.Whole(1, 4_000), "height", new Option.Whole(1, 4_000))));
      all.add(
          image(
              "image-thumbnail-" + type,
              type,
              List.of(
                  group("-thumbnail", "{width}x{height}>"),
                  group("-thumbnail", "{width}x>"),
                  group("-thumbnail", "x{height}>"),
                  group("-thumbnail", "{size}x{size}>")),
              Map.of(
                  "width", new Option.Whole(1, 4_000),
                  "height", new Option.Whole(1, 4_000),
                  "size", new Option.Whole(1, 4_000))));
      all.add(
          image("image-grey-" + type, type, List.of(text("-colorspace"), text("Gray")), Map.of()));
      all.add(
          image(
              "image-rotate-" + type,
              type,
              List.of(group("-rotate", "{degrees}")),
              Map.of("degrees", new Option.Whole(-360, 360))));
    }
  }

  private static Tool image(
      String name, String type, List<Argument> done, Map<String, Option> options) {
    List<Argument> arguments = new ArrayList<>();
    for (var limit :
        List.of(
            "memory 128MiB",
            "map 0B",
            "disk 0B",
            "thread 1",
            "width " + LONGEST_SIDE,
            "height " + LONGEST_SIDE)) {
      arguments.add(text("-limit"));
      arguments.add(text(limit.substring(0, limit.indexOf(' '))));
      arguments.add(text(limit.substring(limit.indexOf(' ') + 1)));
    }
    // By its type's name: what it seems to be else decides which program reads it.
    arguments.add(text("{type}:{in}[0]"));
    arguments.addAll(done);
    arguments.add(text("-strip"));
    arguments.add(text(type + ":{out}"));
    return new Tool(
        name,
        Path.of("/usr/bin/convert"),
        arguments,
        List.of(Path.of("/etc/ImageMagick-6")),
        IMAGES,
        false,
        "image/" + type,
        DONE,
        options,
        new Limits(20, 512L << 20, 16, 10L << 20, 10L << 20));
  }

  private static void documents(List<Tool> all) {
    all.add(
        tool("pdf-to-text", "/usr/bin/pdftotext", Set.of(PDF), false, TEXT, DONE, "-q {in} {out}"));
    // 3 is done with warnings.
    var qpdf = Set.of(0, 3);
    all.add(
        tool(
            "pdf-merge",
            "/usr/bin/qpdf",
            Set.of(PDF),
            true,
            PDF,
            qpdf,
            "--empty --pages {in:list} -- {out}"));
    all.add(
        tool(
            "pdf-compress",
            "/usr/bin/qpdf",
            Set.of(PDF),
            false,
            PDF,
            qpdf,
            "--object-streams=generate --recompress-flate --compression-level=9 {in} {out}"));
    all.add(
        tool(
            "pdf-count-pages",
            "/usr/bin/qpdf",
            Set.of(PDF),
            false,
            TEXT,
            qpdf,
            "--show-npages {in}"));
    all.add(pandoc("markdown-to-text", MARKDOWN, TEXT, "markdown", "plain"));
    all.add(pandoc("html-to-text", HTML, TEXT, "html", "plain"));
    all.add(pandoc("html-to-markdown", HTML, MARKDOWN, "html", "markdown"));
  }

  private static Tool pandoc(String name, String from, String to, String reader, String writer) {
    return new Tool(
        name,
        Path.of("/usr/bin/pandoc"),
        texts("--sandbox -f " + reader + " -t " + writer + " {in}"),
        List.of(Path.of("/usr/share/pandoc")),
        Set.of(from),
        false,
        to,
        DONE,
        Map.of(),
        new Limits(20, 512L << 20, 64, 1L << 20, 10L << 20));
  }

  private static void compilers(List<Tool> all) {
    all.add(
        new Tool(
            "c-compile",
            Path.of("/usr/bin/gcc"),
            texts("-x c -std=c17 -Wall -S -o /dev/null {in}"),
            List.of(Path.of("/usr/include")),
            Set.of("text/x-c"),
            false,
            TEXT,
            Set.of(0, 1),
            Map.of(),
            new Limits(10, 256L << 20, 16, 1L << 20, 1L << 20)));
  }

  private static Tool tool(
      String name,
      String program,
      Set<String> takes,
      boolean many,
      String gives,
      Set<Integer> exits,
      String arguments) {
    return new Tool(
        name,
        Path.of(program),
        texts(arguments),
        List.of(),
        takes,
        many,
        gives,
        exits,
        Collections.emptyMap(),
        Limits.USUAL);
  }

  private static List<Argument> texts(String arguments) {
    return List.of(arguments.split(" ")).stream().map(UsualTools::text).toList();
  }

  private static Argument text(String text) {
    return new Argument.Text(text);
  }

  private static Argument group(String... texts) {
    return new Argument.Group(List.of(texts));
  }
}
