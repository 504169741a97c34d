package factory.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON with its places. A name that is given twice keeps its last value, and that is noted. */
final class JsonTree {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2 * Budget.MAX_DEPTH)
                  .maxStringLength(Budget.MAX_BYTES)
                  .maxNameLength(10_000)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private final JsonParser parser;
  private final Budget budget;

  private JsonTree(JsonParser parser, Budget budget) {
    this.parser = parser;
    this.budget = budget;
  }

  static Node read(String text, Budget budget) throws Unreadable {
    try (var parser = FACTORY.createParser(text)) {
      var tree = new JsonTree(parser, budget);
      parser.nextToken();
      var root = tree.value(1);
      if (parser.nextToken() != null) {
        throw new Unreadable(
            tree.line(),
            tree.column(),
            "The document has ended before this; give one document alone.");
      }
      return root;
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw new Unreadable(
          place == null ? 1 : Math.max(1, place.getLineNr()),
          place == null ? 1 : Math.max(1, place.getColumnNr()),
          "This is not JSON: " + Words.firstLine(plain(e.getOriginalMessage())) + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A place, without what the parser says of its source. */
  private static String plain(String message) {
    return message.replaceAll(
        "\\[Source: [^;]*; line: (\\d+), column: (\\d+)\\]", "line $1, column $2");
  }

  private Node value(int depth) throws IOException, Unreadable {
    var line = line();
    var column = column();
    Budget.requireDepth(depth, line, column);
    budget.take(1, line, column);
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(line, column, depth);
      case START_ARRAY -> {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(depth + 1));
        }
        yield new Node.Sequence(line, column, items);
      }
      case VALUE_STRING -> new Node.Scalar(line, column, Node.Type.TEXT, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        Budget.requireNumber(parser.getText(), line, column);
        yield new Node.Scalar(line, column, Node.Type.NUMBER, parser.getText());
      }
      case VALUE_TRUE, VALUE_FALSE ->
          new Node.Scalar(line, column, Node.Type.TRUTH, parser.getText());
      case VALUE_NULL -> new Node.Scalar(line, column, Node.Type.NOTHING, "null");
      case null, default ->
          throw new Unreadable(line, column, "A value is missing here; the text ends too early.");
    };
  }

  private Node mapping(int line, int column, int depth) throws IOException, Unreadable {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      var nameLine = line();
      var nameColumn = column();
      parser.nextToken();
      var before = entries.put(name, new Node.Entry(nameLine, nameColumn, value(depth + 1)));
      if (before != null) {
        budget.note(Words.twice(name, before, nameLine));
      }
    }
    return new Node.Mapping(line, column, entries);
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private int column() {
    return Math.max(1, parser.currentTokenLocation().getColumnNr());
  }
}
