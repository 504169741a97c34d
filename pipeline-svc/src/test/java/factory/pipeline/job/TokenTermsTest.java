package factory.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Names of tokens. */
class TokenTermsTest {
  @Property
  void aNameFitsAndIsValidText(@ForAll String title) {
    var name = TokenTerms.nameFrom(title);
    var bytes = name.getBytes(StandardCharsets.UTF_8);

    assertThat(bytes.length).isBetween(1, 32);
    assertThat(name.codePoints()).noneMatch(Character::isISOControl);
  }

  @Test
  void aNameIsCutBetweenLetters() {
    assertThat(TokenTerms.nameFrom("x".repeat(31) + "\u00e4")).isEqualTo("x".repeat(31));
    assertThat(TokenTerms.nameFrom("  two\n lines ")).isEqualTo("two lines");
    assertThat(TokenTerms.nameFrom("\t")).isEqualTo("Service");
  }
}
