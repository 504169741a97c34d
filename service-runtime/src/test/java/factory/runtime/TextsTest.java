package factory.runtime;

import static factory.runtime.DecimalsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts in expressions: in code points, bounded, in linear time. */
final class TextsTest {
  private static final String SMILE = "\ud83d\ude00";

  @Test
  void countsInCodePoints() {
    var text = "a" + SMILE + "b";
    assertThat(Texts.length(text)).isEqualTo(3);
    assertThat(Texts.charAt(text, 1)).isEqualTo(SMILE);
    assertThat(Texts.charAt(text, 3)).isEmpty();
    assertThat(Texts.charAt(text, -1)).isEmpty();
    assertThat(Texts.charAt(text, Long.MAX_VALUE)).isEmpty();
    assertThat(Texts.substring(text, 1)).isEqualTo(SMILE + "b");
    assertThat(Texts.substring(text, -5, 2)).isEqualTo("a" + SMILE);
    assertThat(Texts.substring(text, 2, 1)).isEmpty();
    assertThat(Texts.substring(text, 9)).isEmpty();
    assertThat(Texts.indexOf(text, "b")).isEqualTo(2);
    assertThat(Texts.lastIndexOf(text, "x")).isEqualTo(-1);
    assertThat(Texts.reverse(text)).isEqualTo("b" + SMILE + "a");
    assertThat(Texts.split(text, "")).containsExactly("a", SMILE, "b");
    assertThat(Texts.truncate(text, 2)).isEqualTo("a…");
    assertThat(Texts.truncate(text, 3)).isEqualTo(text);
    assertThat(Texts.truncate(text, 0)).isEmpty();
    assertThat(Texts.padLeft(text, 5, SMILE)).isEqualTo(SMILE + SMILE + text);
    assertThat(Patterns.positions(text, "b")).containsExactly(2L);
  }

  @ParameterizedTest
  @CsvSource({
    "Crème brûlée!, creme-brulee",
    "Straße à Łódź, strasse-a-lodz",
    "'  --  ', ''",
    "Ærø & Þórr, aero-thorr",
    "日本, ''",
    "a_b.c, a-b-c"
  })
  void makesSlugs(String text, String slug) {
    assertThat(Texts.slug(text)).isEqualTo(slug);
  }

  @Test
  void changesCases() {
    assertThat(Texts.upper("straße i")).isEqualTo("STRASSE I");
    assertThat(Texts.lower("ABC İ")).startsWith("abc i");
    assertThat(Texts.titleCase("the o'neill FAMILY")).isEqualTo("The O'neill Family");
    assertThat(Texts.capitalize("")).isEmpty();
    assertThat(Texts.camelCase("Hello big-world 2")).isEqualTo("helloBigWorld2");
    assertThat(Texts.snakeCase("Hello big-world 2")).isEqualTo("hello_big_world_2");
    assertThat(Texts.words("Don't stop, naïve 日本!"))
        .containsExactly("Don't", "stop", "naïve", "日本");
    assertThat(Texts.rotate(Texts.rotate("Hello, z!", 3), -3)).isEqualTo("Hello, z!");
    assertThat(Texts.rotate("xyz", Long.MAX_VALUE)).hasSize(3);
    assertThat(Texts.trim("\u2003a b\n")).isEqualTo("a b");
  }

  @Test
  void splitsAndJoins() {
    assertThat(Texts.split("a,,b,", ",")).containsExactly("a", "", "b", "");
    assertThat(Texts.join(List.of("a", "b"), ", ")).isEqualTo("a, b");
    assertThat(Texts.lines("a\r\nb\n")).containsExactly("a", "b");
    assertThat(Texts.count("aaaa", "aa")).isEqualTo(2);
    assertThat(Texts.count("a", "")).isZero();
    assertThat(Texts.replace("a.b.c", ".", "")).isEqualTo("abc");
    assertThat(Texts.replace("abc", "", "x")).isEqualTo("abc");
    assertThat(Texts.repeat("ab", 2)).isEqualTo("abab");
    assertThat(Texts.repeat("ab", -1)).isEmpty();
    assertThat(Texts.repeat("", Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void nothingGrowsWithoutBound() {
    var long1 = "x".repeat(Texts.MAX_CHARACTERS);
    assertRefused("OUT_OF_RANGE", () -> Texts.repeat("ab", Long.MAX_VALUE));
    assertRefused("OUT_OF_RANGE", () -> Texts.repeat(long1, 2));
    assertRefused("OUT_OF_RANGE", () -> Texts.replace(long1, "x", "xy"));
    assertRefused("OUT_OF_RANGE", () -> Texts.padLeft("a", Long.MAX_VALUE, " "));
    assertRefused("OUT_OF_RANGE", () -> Texts.split(long1, ""));
    assertRefused("OUT_OF_RANGE", () -> Texts.join(List.of(long1, "y"), ""));
    assertRefused("OUT_OF_RANGE", () -> Patterns.replaceAll(long1, "x", "xy"));
    assertRefused("OUT_OF_RANGE", () -> Patterns.findAll(long1, "x"));
    assertRefused("OUT_OF_RANGE", () -> Encodings.htmlEscape(long1.replace('x', '<')));
    assertRefused("OUT_OF_RANGE", () -> Encodings.base64(long1));
    assertRefused("OUT_OF_RANGE", () -> Encodings.hex(long1));
  }

  @Test
  void findsPatternsInLinearTime() {
    assertThat(Patterns.matches("abc", "b")).isTrue();
    assertThat(Patterns.matches("abc", "^b")).isFalse();
    assertThat(Patterns.groups("on 2026-01-31", "(\\d+)-(\\d+)-(\\d+)(x)?"))
        .containsExactly("2026-01-31", "2026", "01", "31", "");
    assertThat(Patterns.groups("no", "(\\d+)")).isEmpty();
    assertThat(Patterns.findAll("a1b22", "[0-9]+")).containsExactly("1", "22");
    assertThat(Patterns.replaceAll("a1b22", "[0-9]+", "$0")).isEqualTo("a$0b$0");
    assertThat(Patterns.replaceAll("ab", "", "-")).isEqualTo("-a-b-");
    assertThat(Patterns.splitBy("a1b22c", "[0-9]+")).containsExactly("a", "b", "c");
    assertThat(Patterns.splitBy("ab", "")).containsExactly("a", "b");
    assertThat(Patterns.matches("a".repeat(20_000) + "!", "^(a+)+$")).isFalse();
    assertRefused("NOT_COMPUTABLE", () -> Patterns.matches("a", "("));
    assertRefused("NOT_COMPUTABLE", () -> Patterns.matches("a", "(?=a)"));
    assertRefused("OUT_OF_RANGE", () -> Patterns.matches("a", "a".repeat(1_001)));
    assertRefused(
        "OUT_OF_RANGE",
        () -> Patterns.matches("x".repeat(Texts.MAX_CHARACTERS), "(a|b|c){30}".repeat(20)));
  }

  @Test
  void encodesAndDecodes() {
    var text = "Ünï <\"&'> " + SMILE + " a+b";
    assertThat(Encodings.fromBase64(Encodings.base64(text))).isEqualTo(text);
    assertThat(Encodings.fromBase64(Encodings.base64Url(text))).isEqualTo(text);
    assertThat(Encodings.fromHex(Encodings.hex(text))).isEqualTo(text);
    assertThat(Encodings.urlDecode(Encodings.urlEncode(text))).isEqualTo(text);
    assertThat(Encodings.urlEncode("a b/ü~")).isEqualTo("a%20b%2F%C3%BC~");
    assertThat(Encodings.htmlEscape("<a href=\"x\">'&"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
    assertThat(Encodings.csvLine(List.of("a", "b,c", "d\"e", "", " f")))
        .isEqualTo("a,\"b,c\",\"d\"\"e\",,\" f\"");
    assertThat(Encodings.csvFields("")).containsExactly("");
    assertThat(Encodings.csvFields("a,")).containsExactly("a", "");
    assertThat(Encodings.csvFields(Encodings.csvLine(List.of("a", "b,\n\"c", "", " "))))
        .containsExactly("a", "b,\n\"c", "", " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a", "gICA"})
  void refusesWhatIsNoTextInBase64(String text) {
    assertRefused("NOT_COMPUTABLE", () -> Encodings.fromBase64(text));
  }

  @Test
  void refusesWhatCannotBeDecoded() {
    assertRefused("NOT_COMPUTABLE", () -> Encodings.fromHex("abc"));
    assertRefused("NOT_COMPUTABLE", () -> Encodings.fromHex("ff"));
    assertRefused("NOT_COMPUTABLE", () -> Encodings.urlDecode("%2"));
    assertRefused("NOT_COMPUTABLE", () -> Encodings.urlDecode("%zz"));
    assertRefused("NOT_COMPUTABLE", () -> Encodings.csvFields("\"a"));
    assertRefused("NOT_COMPUTABLE", () -> Encodings.csvFields("\"a\"b"));
    assertRefused("NOT_COMPUTABLE", () -> Encodings.csvFields("a\"b"));
  }

  @Test
  void codesAreOfTheirAlphabet() {
    Set<String> seen = new HashSet<>();
    for (var i = 0; i < 1_000; i++) {
      assertThat(Codes.randomCode("AB" + SMILE, 5)).matches("[AB" + SMILE + "]{5}");
      seen.add(Codes.randomCode("AB" + SMILE, 1));
      assertThat(Codes.randomPassword(8)).hasSize(8).matches(".*[0-9].*").matches(".*[A-Z].*");
      assertThat(Codes.randomInt(-1, 1)).isBetween(-1L, 1L);
      assertThat(Codes.randomInt(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(seen).hasSize(3);
    assertThat(Codes.shuffle(List.of(1, 2, 3))).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(Codes.uuid()).hasSize(36);
    assertRefused("NOT_COMPUTABLE", () -> Codes.randomCode("", 5));
    assertRefused("NOT_COMPUTABLE", () -> Codes.randomCode("a", 0));
    assertRefused("NOT_COMPUTABLE", () -> Codes.randomPassword(7));
    assertRefused("NOT_COMPUTABLE", () -> Codes.randomInt(2, 1));
    assertRefused("NOT_COMPUTABLE", () -> Codes.pick(List.of()));
  }

  @Test
  void digestsAreThoseOfEverybody() {
    assertThat(Digests.sha256(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Digests.sha512("abc")).hasSize(128).startsWith("ddaf35a193617aba");
    assertThat(Digests.md5("ü")).isEqualTo("c03410a5204b21cd8229ff754688d743");
    assertThat(Digests.sha1("abc")).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    assertThat(Digests.crc32("123456789")).isEqualTo("cbf43926");
    assertThat(Digests.hmacSha256("key", "The quick brown fox jumps over the lazy dog"))
        .isEqualTo("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
    assertRefused("NOT_COMPUTABLE", () -> Digests.hmacSha256("", "x"));
  }

  @Test
  void passwordsAreVerified() {
    var hash = Digests.passwordHash("geheim");
    assertThat(Digests.passwordVerify("geheim", hash)).isTrue();
    assertThat(Digests.passwordVerify("Geheim", hash)).isFalse();
    assertThat(Digests.passwordHash("geheim")).isNotEqualTo(hash);
    assertThat(Digests.passwordVerify("geheim", "")).isFalse();
    // Whoever gives the hash does not say how long it takes.
    assertThat(Digests.passwordVerify("geheim", hash.replace("210000", "2100000000"))).isFalse();
    assertThat(Digests.passwordVerify("x".repeat(1_001), hash)).isFalse();
    assertRefused("NOT_COMPUTABLE", () -> Digests.passwordHash(""));
  }

  @ParameterizedTest
  @CsvSource({
    "4111 1111 1111 1111, true",
    "4111-1111-1111-1112, false",
    "0, false",
    "'', false",
    "x, false"
  })
  void checksLuhn(String digits, boolean right) {
    assertThat(Checksums.luhn(digits)).isEqualTo(right);
  }

  @Test
  void checksNumbers() {
    assertThat(Checksums.luhnDigit("411111111111111")).isEqualTo(1);
    assertThat(Checksums.iban("DE89 3704 0044 0532 0130 00")).isTrue();
    assertThat(Checksums.iban("DE89 3704 0044 0532 0130 01")).isFalse();
    assertThat(Checksums.iban("DE89 3704 0044 0532 0130")).isFalse();
    assertThat(Checksums.iban("gb29nwbk60161331926819")).isTrue();
    assertThat(Checksums.isbn("978-3-16-148410-0")).isTrue();
    assertThat(Checksums.isbn("0-8044-2957-X")).isTrue();
    assertThat(Checksums.isbn("0-8044-2957-1")).isFalse();
    assertThat(Checksums.ean("4006381333931")).isTrue();
    assertThat(Checksums.ean("73513537")).isTrue();
    assertThat(Checksums.ean("73513538")).isFalse();
  }

  @Test
  void convertsColours() {
    assertThat(Colours.hexToRgb("#ff8800")).containsExactly(255L, 136L, 0L);
    assertThat(Colours.hexToRgb("F80")).containsExactly(255L, 136L, 0L);
    assertThat(Colours.rgbToHex(255, 136, 0)).isEqualTo("#ff8800");
    assertThat(Colours.hexToHsl("#ff8800")).containsExactly(32L, 100L, 50L);
    assertThat(Colours.hexToHsl("#808080")).containsExactly(0L, 0L, 50L);
    assertThat(Colours.hexToHsl("#ff0080")).containsExactly(330L, 100L, 50L);
    assertThat(Colours.hslToHex(0, 100, 50)).isEqualTo("#ff0000");
    assertThat(Colours.hslToHex(-120, 100, 25)).isEqualTo("#000080");
    assertThat(Colours.hslToHex(200, 0, 100)).isEqualTo("#ffffff");
    assertThat(Colours.contrast("#000", "#fff")).isEqualByComparingTo("21");
    assertRefused("NOT_COMPUTABLE", () -> Colours.hexToRgb("#ff88"));
    assertRefused("NOT_COMPUTABLE", () -> Colours.rgbToHex(256, 0, 0));
    assertRefused("NOT_COMPUTABLE", () -> Colours.hslToHex(0, 101, 0));
  }

  @Test
  void coloursOfEveryHueComeBack() {
    for (var hue = 0L; hue < 360; hue++) {
      var hsl = Colours.hexToHsl(Colours.hslToHex(hue, 100, 50));
      assertThat(hsl.get(0)).isBetween(hue - 1, hue + 1);
      assertThat(hsl.subList(1, 3)).containsExactly(100L, 50L);
    }
  }

  @Test
  void showsSpansAndTimes() {
    assertThat(Texts.text(Duration.ofMinutes(90))).isEqualTo("PT1H30M");
    assertThat(Texts.text(Dates.time("18:30"))).isEqualTo("18:30:00");
    assertThat(Texts.text(true)).isEqualTo("true");
  }
}
