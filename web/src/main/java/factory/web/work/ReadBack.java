package factory.web.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An idea as it was understood: which of its words are in the plan, and which were left out. */
final class ReadBack {
  private static final int MOST_NAMES = 400;
  private static final int LONGEST = 20_000;
  private static final Pattern DOCUMENT =
      Pattern.compile(
          "\\A\\uFEFF?\\s*(\\{|openapi\\s*:|swagger\\s*:|(?s:.{0,2000}?)\\nopenapi\\s*:)");

  private ReadBack() {}

  /** Whether a text is to be taken for an OpenAPI document, which nobody reads back. */
  static boolean isDocument(String text) {
    return DOCUMENT.matcher(text).find();
  }

  /** The idea in pieces; empty for a document, or a text that is too long to be read back. */
  static List<PlanViews.Piece> of(String idea, PlanViews.Said said, JsonNode specification) {
    if (idea.isBlank() || idea.length() > LONGEST || isDocument(idea)) {
      return List.of();
    }
    var marks = new Mark[idea.length()];
    marked(idea, marks, phrases(said.leftOut().stream().map(PlanViews.LeftOut::text)), Mark.LEFT);
    marked(idea, marks, names(specification), Mark.FOUND);
    return pieces(idea, marks);
  }

  private enum Mark {
    FOUND,
    LEFT
  }

  private static void marked(String idea, Mark[] marks, Collection<String> patterns, Mark mark) {
    if (patterns.isEmpty()) {
      return;
    }
    var found =
        Pattern.compile(
                "(?<![\\p{L}\\p{N}])(" + String.join("|", patterns) + ")(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
            .matcher(idea);
    while (found.find()) {
      for (var i = found.start(); i < found.end(); i++) {
        if (marks[i] == null) {
          marks[i] = mark;
        }
      }
    }
  }

  /** Each as it was typed, however it was broken into lines. */
  private static List<String> phrases(Stream<String> texts) {
    return texts
        .map(text -> text.replaceAll("\\A[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+\\z", ""))
        .filter(text -> text.length() > 1)
        .sorted(Comparator.comparing(String::length).reversed())
        .limit(MOST_NAMES)
        .map(ReadBack::spaced)
        .toList();
  }

  private static String spaced(String text) {
    return Stream.of(text.split("\\s+", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining("\\s+"));
  }

  /** What the specification calls things, in the forms in which an idea may say it. */
  private static List<String> names(JsonNode specification) {
    Set<String> names = new HashSet<>();
    for (var kind : specification.path("kinds")) {
      add(names, kind, "name");
      add(names, kind, "plural");
      for (var field : kind.path("fields")) {
        add(names, field, "name");
        field.path("values").forEach(value -> names.add(value.asText()));
      }
    }
    for (var operations : List.of("actions", "functions", "reports")) {
      specification.path(operations).forEach(operation -> add(names, operation, "name"));
    }
    return names.stream()
        .map(String::strip)
        .filter(name -> name.length() > 1)
        .sorted(Comparator.comparing(String::length).reversed().thenComparing(name -> name))
        .limit(MOST_NAMES)
        .map(name -> spaced(name) + "(?:s|es|d|ed|ing)?")
        .toList();
  }

  private static void add(Set<String> names, JsonNode node, String key) {
    names.add(SpecificationWords.spaced(SpecificationWords.text(node, key)));
  }

  private static List<PlanViews.Piece> pieces(String idea, Mark[] marks) {
    List<PlanViews.Piece> pieces = new ArrayList<>();
    var from = 0;
    for (var at = 1; at <= idea.length(); at++) {
      if (at == idea.length() || marks[at] != marks[from]) {
        var text = idea.substring(from, at);
        pieces.add(
            marks[from] == null
                ? new PlanViews.Piece.Plain(text)
                : switch (marks[from]) {
                  case FOUND -> new PlanViews.Piece.Found(text);
                  case LEFT -> new PlanViews.Piece.Left(text);
                });
        from = at;
      }
    }
    return pieces;
  }
}
