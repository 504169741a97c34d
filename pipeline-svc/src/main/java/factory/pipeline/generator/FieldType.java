package factory.pipeline.generator;

/** What a field holds; the constants are the factory methods of the runtime's {@code Field}. */
enum FieldType {
  TEXT("text"),
  LONG_TEXT("longText"),
  EMAIL("email"),
  URL("url"),
  WHOLE("wholeNumber"),
  DECIMAL("number"),
  MONEY("money"),
  YES_NO("yesNo"),
  DATE("date"),
  DATE_TIME("dateTime"),
  ONE_OF("oneOf"),
  TEXTS("texts");

  private final String method;

  FieldType(String method) {
    this.method = method;
  }

  String method() {
    return method;
  }

  boolean isNumeric() {
    return this == WHOLE || this == DECIMAL || this == MONEY;
  }
}
