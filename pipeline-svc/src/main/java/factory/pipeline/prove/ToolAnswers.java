package factory.pipeline.prove;

import factory.pipeline.prove.ToolSamples.Sample;
import factory.pipeline.spec.ToolOperation;
import factory.pipeline.spec.ToolOperation.Says;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/**
 * What a tool is to give of a small file.
 *
 * @param values of its options, by their names
 */
record ToolAnswers(ToolOperation tool, Sample sample, Map<String, String> values) {
  /** What is wrong with an answer; empty when nothing is. */
  Optional<String> fault(Exchange exchange) {
    var body = exchange.answer().body();
    return switch (tool.answer().as()) {
      case OBJECT -> object(exchange);
      case TEXT -> text(body);
      case BYTES ->
          tool.answer().type().startsWith("text/")
              ? text(body)
              : bytes(body.getBytes(StandardCharsets.ISO_8859_1));
    };
  }

  private Optional<String> object(Exchange exchange) {
    for (var member : tool.answer().members()) {
      var value = exchange.body().path(member.name());
      var fits =
          switch (member.says()) {
            case OUTPUT, MESSAGES -> value.isTextual();
            case CODE -> value.isInt();
            case SUCCESS -> value.isBoolean();
          };
      if (!fits) {
        return Optional.of("without " + member.name());
      }
      if ((member.says() == Says.SUCCESS && !value.booleanValue())
          || (member.says() == Says.CODE && value.intValue() != 0)) {
        return Optional.of("where it is to succeed");
      }
      if (member.says() == Says.OUTPUT && text(value.asText()).isPresent()) {
        return text(value.asText());
      }
    }
    return Optional.empty();
  }

  private Optional<String> text(String text) {
    var wanted =
        switch (tool.tool()) {
          case "pdf-to-text", "markdown-to-text", "html-to-text", "html-to-markdown" ->
              ToolSamples.WORD;
          case "zip-list", "tar-list" -> "in.txt";
          case "pdf-count-pages" -> "1";
          default -> "";
        };
    return text.contains(wanted)
        ? Optional.empty()
        : Optional.of("without '" + wanted + "', which is in the file");
  }

  private Optional<String> bytes(byte[] bytes) {
    return switch (tool.answer().type()) {
      case "application/zip" -> unzipped(bytes);
      case "application/gzip" -> gunzipped(bytes);
      case "image/png" -> image(bytes);
      case "image/jpeg" -> begins(bytes, "\u00ff\u00d8\u00ff");
      case "image/gif" -> begins(bytes, "GIF8");
      case "application/pdf" -> begins(bytes, "%PDF-");
      default ->
          tool.tool().equals("gunzip")
                  && !new String(bytes, StandardCharsets.US_ASCII).equals(ToolSamples.WORD)
              ? Optional.of("which is not what was packed")
              : Optional.empty();
    };
  }

  private static Optional<String> begins(byte[] bytes, String with) {
    return new String(bytes, StandardCharsets.ISO_8859_1).startsWith(with)
        ? Optional.empty()
        : Optional.of("which is of another type");
  }

  private Optional<String> image(byte[] bytes) {
    for (var side : new String[] {"width", "height"}) {
      var wanted = values.get(side);
      var is = ToolSamples.side(bytes, side.equals("width"));
      if (is.isEmpty()) {
        return Optional.of("which is no PNG");
      }
      if (wanted != null
          && tool.tool().startsWith("image-resize-")
          && !is.get().toString().equals(wanted)) {
        return Optional.of("whose " + side + " is " + is.get());
      }
    }
    return Optional.empty();
  }

  private Optional<String> unzipped(byte[] bytes) {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      var entry = zip.getNextEntry();
      return entry != null && Arrays.equals(zip.readAllBytes(), sample.bytes())
          ? Optional.empty()
          : Optional.of("which does not have the file");
    } catch (IOException e) {
      return Optional.of("which is no archive");
    }
  }

  private Optional<String> gunzipped(byte[] bytes) {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return Arrays.equals(gzip.readAllBytes(), sample.bytes())
          ? Optional.empty()
          : Optional.of("which does not unpack to the file");
    } catch (IOException e) {
      return Optional.of("which does not unpack");
    }
  }
}
