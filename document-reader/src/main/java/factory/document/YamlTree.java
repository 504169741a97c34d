package factory.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * YAML with its places, from the parser's events: no tag makes anything but a JSON value. Plain
 * scalars are what the JSON schema of YAML 1.2 says, so that {@code yes} and {@code on} are texts.
 */
final class YamlTree {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
  private static final String CORE = "tag:yaml.org,2002:";
  private static final Set<String> TAGS =
      Set.of("str", "int", "float", "bool", "null", "map", "seq", "timestamp");

  /** What an anchor names, and how many values that is with everything in it. */
  private record Anchored(Node node, int size) {}

  private final Parser events;
  private final Budget budget;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int aliases;

  /** Of what was read last, with everything in it. */
  private int size;

  private YamlTree(Parser events, Budget budget) {
    this.events = events;
    this.budget = budget;
  }

  static Node read(String text, Budget budget) throws Unreadable {
    try {
      var options = new LoaderOptions();
      options.setCodePointLimit(2 * Budget.MAX_BYTES);
      options.setNestingDepthLimit(2 * Budget.MAX_DEPTH);
      return new YamlTree(new ParserImpl(new StreamReader(text), options), budget).document();
    } catch (ReaderException e) {
      throw SourceText.at(
          text,
          text.offsetByCodePoints(
              0, Math.min(e.getPosition(), text.codePointCount(0, text.length()))),
          "Here is a character that YAML does not allow (U+%04X); take it out, or write it as an escape in double quotes."
              .formatted(e.getCodePoint()));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw new Unreadable(
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "This is not YAML: %s%s."
              .formatted(
                  Words.firstLine(String.valueOf(e.getProblem())),
                  String.valueOf(e.getProblem()).contains("'\\t") ? "; indent with spaces" : ""));
    } catch (YAMLException e) {
      throw new Unreadable(
          1, 1, "This is not YAML: " + Words.firstLine(String.valueOf(e.getMessage())) + ".");
    }
  }

  private Node document() throws Unreadable {
    events.getEvent();
    if (events.checkEvent(Event.ID.StreamEnd)) {
      throw new Unreadable(1, 1, "The document is empty; give an OpenAPI document.");
    }
    events.getEvent();
    var root = node(1);
    events.getEvent();
    if (!events.checkEvent(Event.ID.StreamEnd)) {
      var next = events.peekEvent().getStartMark();
      throw new Unreadable(
          line(next), column(next), "A second document begins here; give one document alone.");
    }
    return root;
  }

  private Node node(int depth) throws Unreadable {
    var event = events.getEvent();
    var line = line(event.getStartMark());
    var column = column(event.getStartMark());
    Budget.requireDepth(depth, line, column);
    if (event instanceof AliasEvent alias) {
      return repeated(alias.getAnchor(), line, column);
    }
    budget.take(1, line, column);
    var anchor = event instanceof NodeEvent named ? named.getAnchor() : null;
    if (anchor != null) {
      open.add(anchor);
    }
    var read =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, line, column);
          case SequenceStartEvent start -> {
            requireTag(start.getTag(), line, column);
            yield sequence(line, column, depth);
          }
          case MappingStartEvent start -> {
            requireTag(start.getTag(), line, column);
            yield mapping(line, column, depth);
          }
          default -> throw new Unreadable(line, column, "A value is missing here.");
        };
    if (read instanceof Node.Scalar) {
      size = 1;
    }
    if (anchor != null) {
      open.remove(anchor);
      anchors.put(anchor, new Anchored(read, size));
    }
    return read;
  }

  private Node repeated(String anchor, int line, int column) throws Unreadable {
    if (++aliases > Budget.MAX_ALIASES) {
      throw new Unreadable(
          line,
          column,
          "The document has more than %,d aliases; write components and refer to them by $ref."
              .formatted(Budget.MAX_ALIASES));
    }
    if (open.contains(anchor)) {
      throw new Unreadable(
          line,
          column,
          "The alias *%s stands inside of what it names; refer to a schema by $ref instead."
              .formatted(Words.shown(anchor)));
    }
    var anchored = anchors.get(anchor);
    if (anchored == null) {
      throw new Unreadable(
          line,
          column,
          "The alias *%s names nothing; put &%s before the value that is meant."
              .formatted(Words.shown(anchor), Words.shown(anchor)));
    }
    budget.take(anchored.size, line, column);
    size = anchored.size;
    return anchored.node;
  }

  private Node sequence(int line, int column, int depth) throws Unreadable {
    List<Node> items = new ArrayList<>();
    var all = 1;
    while (!events.checkEvent(Event.ID.SequenceEnd)) {
      items.add(node(depth + 1));
      all += size;
    }
    events.getEvent();
    size = all;
    return new Node.Sequence(line, column, items);
  }

  private Node mapping(int line, int column, int depth) throws Unreadable {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    List<Node.Mapping> merged = new ArrayList<>();
    var all = 1;
    while (!events.checkEvent(Event.ID.MappingEnd)) {
      var key = node(depth + 1);
      if (!(key instanceof Node.Scalar name)) {
        throw new Unreadable(
            key, "A name must be a text; a list or a mapping cannot stand for one.");
      }
      var value = node(depth + 1);
      all += size + 1;
      if (name.text().equals("<<") && !(value instanceof Node.Scalar)) {
        merge(value, merged);
        continue;
      }
      var before = entries.put(name.text(), new Node.Entry(key.line(), key.column(), value));
      if (before != null) {
        budget.note(Words.twice(name.text(), before, key.line()));
      }
    }
    events.getEvent();
    merged.forEach(other -> other.entries().forEach(entries::putIfAbsent));
    size = all;
    return new Node.Mapping(line, column, entries);
  }

  private static void merge(Node value, List<Node.Mapping> into) throws Unreadable {
    switch (value) {
      case Node.Mapping mapping -> into.add(mapping);
      case Node.Sequence sequence -> {
        for (var item : sequence.items()) {
          if (!(item instanceof Node.Mapping mapping)) {
            throw new Unreadable(item, "What << takes in must be mappings.");
          }
          into.add(mapping);
        }
      }
      case Node.Scalar scalar ->
          throw new Unreadable(scalar, "What << takes in must be a mapping.");
    }
  }

  private static Node scalar(ScalarEvent event, int line, int column) throws Unreadable {
    var text = event.getValue();
    var tag = event.getTag();
    requireTag(tag, line, column);
    if (event.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN
        || (tag != null && tag.equals(CORE + "str"))) {
      return new Node.Scalar(line, column, Node.Type.TEXT, text);
    }
    if (text.isEmpty() || text.equals("~") || text.equals("null")) {
      return new Node.Scalar(line, column, Node.Type.NOTHING, text);
    }
    if (text.equals("true") || text.equals("false")) {
      return new Node.Scalar(line, column, Node.Type.TRUTH, text);
    }
    if (text.length() <= 1_000 && NUMBER.matcher(text).matches()) {
      Budget.requireNumber(text, line, column);
      return new Node.Scalar(line, column, Node.Type.NUMBER, text);
    }
    if (text.matches("-?[0-9]{1001,}")) {
      Budget.requireNumber(text, line, column);
    }
    return new Node.Scalar(line, column, Node.Type.TEXT, text);
  }

  private static void requireTag(String tag, int line, int column) throws Unreadable {
    if (tag != null
        && !tag.equals("!")
        && !(tag.startsWith(CORE) && TAGS.contains(tag.substring(CORE.length())))) {
      throw new Unreadable(
          line,
          column,
          "The tag %s is not read; write the value without it.".formatted(Words.shown(tag)));
    }
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private static int column(Mark mark) {
    return mark.getColumn() + 1;
  }
}
