package factory.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CursorProperties {
  @Property
  void aCursorIsReadAsItWasWrittenAndOnlyInItsFeed(
      @ForAll Cursor.Kind kind,
      @ForAll long high,
      @ForAll long low,
      @ForAll @LongRange(min = 0) long position,
      @ForAll @LongRange(min = 0) long firstHead) {
    var cursor = new Cursor(kind, new UUID(high, low), position, firstHead);
    for (var other : Cursor.Kind.values()) {
      assertThat(Cursor.parse(other, cursor.toString()).isPresent()).isEqualTo(other == kind);
    }
    assertThat(Cursor.parse(kind, cursor.toString())).contains(cursor);
  }

  @Property
  void aCursorWithOneOtherCharacterIsRefused(
      @ForAll long high,
      @ForAll @LongRange(min = 0) long position,
      @ForAll @IntRange(max = 49) int at,
      @ForAll @CharRange(from = '!', to = '~') char with) {
    var text = new Cursor(Cursor.Kind.ROUTES, new UUID(high, 0), position, 0).toString();
    Assume.that(text.charAt(at) != with);
    var other = text.substring(0, at) + with + text.substring(at + 1);
    assertThat(Cursor.parse(Cursor.Kind.ROUTES, other)).isEmpty();
  }

  @Property
  void textFromElsewhereIsRefused(@ForAll String text) {
    assertThat(Cursor.parse(Cursor.Kind.SERVICES, text)).isEmpty();
  }

  @Property
  void bytesComeBackInTheirKindAndLengthOnly(
      @ForAll byte kind, @ForAll byte otherKind, @ForAll @Size(max = 100) byte[] bytes) {
    var text = Opaque.seal(kind, ByteBuffer.wrap(bytes));
    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(Opaque.open(kind, bytes.length, text)).hasValue(ByteBuffer.wrap(bytes));
    assertThat(Opaque.open(kind, bytes.length + 1, text)).isEmpty();
    assertThat(Opaque.open(otherKind, bytes.length, text).isPresent()).isEqualTo(kind == otherKind);
    assertThat(Opaque.open(kind, bytes.length, text + "=")).isEmpty();
  }
}
