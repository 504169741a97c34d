package factory.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TextProperties {
  @Property
  void whatIsPartOfATextIsPartOfItInAnyCase(
      @ForAll String before, @ForAll String part, @ForAll String after) {
    var whole = Text.folded(before + part + after);
    assertThat(whole).contains(Text.folded(part));
    var upper = new StringBuilder();
    part.codePoints().map(Character::toUpperCase).forEach(upper::appendCodePoint);
    assertThat(whole).contains(Text.folded(upper.toString()));
    assertThat(Text.folded(whole)).isEqualTo(whole);
  }

  @Example
  void foldsLettersOfManyScripts() {
    assertThat(Text.folded("\u00dcN\u00cf \u03a3\u03a0\u03a3 \u0416 ABC"))
        .isEqualTo(Text.folded("\u00fcn\u00ef \u03c3\u03c0\u03c3 \u0436 abc"));
    // The final sigma is a sigma.
    assertThat(Text.folded("\u03c2")).isEqualTo(Text.folded("\u03a3"));
  }

  @Property
  void tamedTextFitsAndHoldsNoControls(@ForAll String text, @ForAll @IntRange(max = 40) int most) {
    var tamed = Text.tamed(text, most);
    assertThat(Text.hasControlsBesidesLines(tamed)).isFalse();
    var mended = text.replaceAll("[\\p{Cntrl}\u0080-\u009f&&[^\t\n\r]]", " ");
    assertThat(mended).startsWith(tamed);
    // A lone surrogate has no UTF-8; it counts as three bytes and is written as one.
    assertThat(tamed.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
    if (Text.bytes(text) <= most && text.codePoints().noneMatch(TextProperties::surrogate)) {
      assertThat(tamed).isEqualTo(mended);
    }
  }

  private static boolean surrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  @Property
  void readsAnIdAsItWritesItInEitherCase(@ForAll long high, @ForAll long low) {
    var id = new ServiceId(new UUID(high, low));
    assertThat(ServiceId.parse(id.toString())).contains(id);
    assertThat(ServiceId.parse(id.toString().toUpperCase(java.util.Locale.ROOT))).contains(id);
  }

  @Property
  void anIdIsReadFromNothingElse(@ForAll String text) {
    assertThat(ServiceId.parse(text)).isEmpty();
  }

  @Example
  void looseFormsOfAnIdAreRefused() {
    for (var loose :
        new String[] {
          "1-1-1-1-1",
          "{00000000-0000-4000-8000-000000000000}",
          "00000000-0000-4000-8000-000000000000 ",
          "0000000000004000800000000000000000000"
        }) {
      assertThat(ServiceId.parse(loose)).isEmpty();
    }
  }
}
