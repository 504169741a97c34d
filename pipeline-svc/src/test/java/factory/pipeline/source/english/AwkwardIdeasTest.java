package factory.pipeline.source.english;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * No text keeps the reader busy without end: what grows by powers of a text's length is not read to
 * its end here. What each costs beside a good idea is told by {@link ReadingBench}.
 */
@Tag("slow")
final class AwkwardIdeasTest {
  static final List<String> IDEAS = AwkwardIdeas.all();

  @ParameterizedTest(name = "{index}")
  @FieldSource("IDEAS")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isReadToItsEnd(String idea) {
    assertThat(new EnglishSource().read(idea)).isNotNull();
  }
}
