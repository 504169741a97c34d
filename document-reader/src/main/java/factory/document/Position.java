package factory.document;

import java.util.Set;

/**
 * What a name in a document means where it stands: a keyword, a name that its author chose, or the
 * name of data, in which nothing is a reference.
 */
enum Position {
  /** Names are keywords. */
  KEYWORDS,
  /** Names are the author's, such as those of properties and of components. */
  NAMES;

  private static final Set<String> DATA = Set.of("example", "default", "const", "enum", "value");
  private static final Set<String> OF_NAMES =
      Set.of(
          "properties",
          "patternProperties",
          "dependentSchemas",
          "$defs",
          "definitions",
          "schemas",
          "responses",
          "parameters",
          "examples",
          "requestBodies",
          "headers",
          "securitySchemes",
          "links",
          "callbacks",
          "pathItems",
          "paths",
          "webhooks",
          "mapping",
          "content",
          "encoding",
          "variables",
          "scopes");

  /** Whether what stands under a name is data. */
  boolean isData(String name, Node value) {
    return this == KEYWORDS
        && (name.startsWith("x-")
            || DATA.contains(name)
            || (name.equals("examples") && value instanceof Node.Sequence));
  }

  /** What names in the mapping under a name are. */
  Position below(String name) {
    return this == KEYWORDS && OF_NAMES.contains(name) ? NAMES : KEYWORDS;
  }
}
