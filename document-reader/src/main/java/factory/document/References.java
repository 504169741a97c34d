package factory.document;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a document refers to. Whatever is outside of it is refused before anything could follow it;
 * what a reference into the middle of the document means is put in its place, and what names a
 * component stays, so that a schema may refer to itself.
 */
final class References {
  private static final Pattern COMPONENT = Pattern.compile("#/components/[A-Za-z]+/[^/]+");
  private static final String REF = "$ref";
  private static final Set<String> REFERENCES =
      Set.of(REF, "$dynamicRef", "$recursiveRef", "operationRef");

  private final Node.Mapping root;
  private final Budget budget;
  private final Set<String> inside = new LinkedHashSet<>();

  private References(Node.Mapping root, Budget budget) {
    this.root = root;
    this.budget = budget;
  }

  /**
   * The document without references into the middle of itself.
   *
   * @throws Unreadable at the first reference to something else, or to nothing
   */
  static Node.Mapping resolved(Node.Mapping root, Budget budget) throws Unreadable {
    var references = new References(root, budget);
    references.check(root, Position.KEYWORDS, 1);
    return (Node.Mapping) references.inlined(root, Position.KEYWORDS, 1);
  }

  private void check(Node node, Position position, int depth) throws Unreadable {
    switch (node) {
      case Node.Mapping mapping -> {
        for (var entry : mapping.entries().entrySet()) {
          var name = entry.getKey();
          var value = entry.getValue().value();
          if (position.isData(name, value)) {
            continue;
          }
          if (value instanceof Node.Scalar scalar && scalar.type() == Node.Type.TEXT) {
            text(name, scalar, position);
          } else {
            if (position == Position.KEYWORDS && name.equals("discriminator")) {
              discriminator(value);
            }
            check(value, position.below(name), depth + 1);
          }
        }
      }
      case Node.Sequence sequence -> {
        for (var item : sequence.items()) {
          check(item, Position.KEYWORDS, depth + 1);
        }
      }
      case Node.Scalar scalar -> {}
    }
  }

  private void text(String name, Node.Scalar value, Position position) throws Unreadable {
    if (name.equals(REF) || (position == Position.KEYWORDS && REFERENCES.contains(name))) {
      if (!value.text().startsWith("#")) {
        throw outside(name, value);
      }
      target(value);
    } else if (position == Position.KEYWORDS && name.equals("externalValue")) {
      throw new Unreadable(
          value,
          "externalValue: '%s' is outside of the document, and nothing outside is read; write the example itself under 'value'."
              .formatted(Words.shown(value.text())));
    } else if (position == Position.KEYWORDS && name.equals("$id")) {
      throw new Unreadable(
          value, "$id changes what references mean, and is not read; leave it out.");
    }
  }

  private static Unreadable outside(String name, Node.Scalar value) {
    return new Unreadable(
        value,
        "%s: '%s' is outside of the document, and nothing outside is read; copy what it names into components and refer to '#/components/...'."
            .formatted(name, Words.shown(value.text())));
  }

  private void discriminator(Node discriminator) throws Unreadable {
    if (discriminator instanceof Node.Mapping outer
        && outer.get("mapping") instanceof Node.Mapping mapping) {
      for (var entry : mapping.entries().values()) {
        if (entry.value() instanceof Node.Scalar schema && schema.type() == Node.Type.TEXT) {
          if (schema.text().startsWith("#")) {
            target(schema);
          } else if (at("/components/schemas/" + escaped(schema.text())) == null) {
            throw outside("mapping", schema);
          }
        }
      }
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** What a reference names in the end; a chain of references that never ends is refused. */
  private Node target(Node.Scalar reference) throws Unreadable {
    Set<String> seen = new HashSet<>();
    var text = reference.text();
    while (true) {
      if (!seen.add(text)) {
        throw new Unreadable(
            reference,
            "'%s' leads to nothing but references in a circle; let one of them say what is meant."
                .formatted(Words.shown(reference.text())));
      }
      if (!text.startsWith("#/")) {
        throw new Unreadable(
            reference,
            "'%s' is no reference that is read; write '#/components/...'."
                .formatted(Words.shown(text)));
      }
      var found = at(decoded(text.substring(1)));
      if (found == null) {
        throw new Unreadable(
            reference,
            "'%s' is not in the document; add it, or correct the name."
                .formatted(Words.shown(text)));
      }
      if (found instanceof Node.Mapping mapping
          && mapping.get(REF) instanceof Node.Scalar next
          && next.text().startsWith("#")) {
        text = next.text();
        continue;
      }
      return found;
    }
  }

  private static String decoded(String pointer) {
    try {
      return pointer.contains("%")
          ? URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8)
          : pointer;
    } catch (IllegalArgumentException e) {
      return pointer;
    }
  }

  private @Nullable Node at(String pointer) {
    Node node = root;
    for (var part : pointer.substring(1).split("/", -1)) {
      var name = part.replace("~1", "/").replace("~0", "~");
      switch (node) {
        case Node.Mapping mapping -> {
          var next = mapping.get(name);
          if (next == null) {
            return null;
          }
          node = next;
        }
        case Node.Sequence sequence -> {
          if (!name.matches("[0-9]{1,6}") || Integer.parseInt(name) >= sequence.items().size()) {
            return null;
          }
          node = sequence.items().get(Integer.parseInt(name));
        }
        case Node.Scalar scalar -> {
          return null;
        }
      }
    }
    return node;
  }

  private Node inlined(Node node, Position position, int depth) throws Unreadable {
    Budget.requireDepth(depth, node.line(), node.column());
    return switch (node) {
      case Node.Mapping mapping -> {
        if (mapping.get(REF) instanceof Node.Scalar reference
            && reference.type() == Node.Type.TEXT
            && !COMPONENT.matcher(reference.text()).matches()) {
          yield middle(reference, depth);
        }
        Map<String, Node> values = new LinkedHashMap<>();
        for (var entry : mapping.entries().entrySet()) {
          var value = entry.getValue().value();
          values.put(
              entry.getKey(),
              position.isData(entry.getKey(), value)
                  ? value
                  : inlined(value, position.below(entry.getKey()), depth + 1));
        }
        yield mapping.with(values);
      }
      case Node.Sequence sequence -> {
        List<Node> items = new ArrayList<>();
        for (var item : sequence.items()) {
          items.add(inlined(item, Position.KEYWORDS, depth + 1));
        }
        yield new Node.Sequence(sequence.line(), sequence.column(), items);
      }
      case Node.Scalar scalar -> scalar;
    };
  }

  private Node middle(Node.Scalar reference, int depth) throws Unreadable {
    if (!inside.add(reference.text())) {
      throw new Unreadable(
          reference,
          "'%s' stands inside of what it names; put that under components/schemas and refer to '#/components/schemas/...'."
              .formatted(Words.shown(reference.text())));
    }
    var target = target(reference);
    budget.take(size(target), reference.line(), reference.column());
    var read = inlined(target, Position.KEYWORDS, depth + 1);
    inside.remove(reference.text());
    return read;
  }

  private static int size(Node node) {
    return switch (node) {
      case Node.Mapping mapping ->
          1 + mapping.entries().values().stream().mapToInt(entry -> size(entry.value())).sum();
      case Node.Sequence sequence -> 1 + sequence.items().stream().mapToInt(References::size).sum();
      case Node.Scalar scalar -> 1;
    };
  }
}
