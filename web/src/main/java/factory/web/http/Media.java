package factory.web.http;

/** The forms in which this node answers. */
public enum Media {
  /** For programs; the first choice wherever a caller has none. */
  JSON("application", "json", "application/json"),
  /** For programs that look for the API's description (RFC 9264). */
  LINKSET(
      "application",
      "linkset+json",
      "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\""),
  /** JSON Schema. */
  SCHEMA("application", "schema+json", "application/schema+json"),
  /** For whoever edits files. */
  ZIP("application", "zip", "application/zip"),
  /** For spreadsheets. */
  CSV("text", "csv", "text/csv; charset=utf-8"),
  /** For people. */
  HTML("text", "html", "text/html; charset=utf-8"),
  /** For whoever follows. */
  EVENTS("text", "event-stream", "text/event-stream"),
  /** For probes. */
  TEXT("text", "plain", "text/plain; charset=utf-8");

  private final String type;
  private final String subtype;
  private final String header;

  Media(String type, String subtype, String header) {
    this.type = type;
    this.subtype = subtype;
    this.header = header;
  }

  String type() {
    return type;
  }

  String subtype() {
    return subtype;
  }

  /**
   * Whether only its own name asks for it. The edge knows streams by that name in {@code Accept};
   * one that a wildcard opened would be open among the pages.
   */
  boolean isOnlyByName() {
    return this == EVENTS;
  }

  /** The {@code Content-Type}. */
  public String header() {
    return header;
  }
}
