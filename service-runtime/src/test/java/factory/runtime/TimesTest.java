package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments, stored and shown. */
class TimesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "2026-01-31T18:30:00Z",
        "2026-01-31T18:30:10Z",
        "2026-01-31T18:30:00.100Z",
        "2026-01-31T18:30:00.120Z",
        "2026-01-31T18:30:00.000120Z",
        "2026-01-31T18:30:00.000000Z",
        "2026-01-31T18:30:00.000001Z",
        "2026-01-31T18:30:00.001000001Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void whatIsStoredIsShownAsJavaWritesIt(String moment) {
    var instant = Instant.parse(moment);
    assertThat(Times.shown(Times.stored(instant))).isEqualTo(instant.toString());
    // As releases before this one may have stored it.
    assertThat(Times.shown(moment)).isEqualTo(instant.toString());
  }
}
