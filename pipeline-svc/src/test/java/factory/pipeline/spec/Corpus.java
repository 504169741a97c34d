package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Specifications that tests begin with. */
final class Corpus {
  static final String LIBRARY = read("library.json");
  static final String EVERYTHING = read("everything.json");

  private Corpus() {}

  static String read(String name) {
    try (var in = Corpus.class.getResourceAsStream("/spec/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) Specifications.JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document with other JSON at a place; the last step may be new, or - for the end. */
  static JsonNode with(String document, String pointer, String json) {
    var tree = json(document);
    var at = com.fasterxml.jackson.core.JsonPointer.compile(pointer);
    try {
      var value = Specifications.JSON.readTree(json);
      var parent = tree.at(at.head());
      var last = at.last().getMatchingProperty();
      switch (parent) {
        case ObjectNode object -> object.set(last, value);
        case com.fasterxml.jackson.databind.node.ArrayNode array -> {
          if (last.equals("-")) {
            array.add(value);
          } else {
            array.set(Integer.parseInt(last), value);
          }
        }
        default -> throw new IllegalArgumentException("nothing is at " + pointer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tree;
  }
}
