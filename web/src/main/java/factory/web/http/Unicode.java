package factory.web.http;

/** Text that can be written as UTF-8. JSON can name halves of a character, which cannot. */
final class Unicode {
  static final String RULE =
      "must be whole characters; it has half of one, an escape from \\ud800 to \\udfff without its pair";

  private Unicode() {}

  static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
