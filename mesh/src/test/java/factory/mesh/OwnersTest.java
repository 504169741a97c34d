package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnersTest {
  private static final String OWNER = "0x" + "0a".repeat(20);
  private static final String OPERATOR = "0x" + "0b".repeat(20);
  private static final String STRANGER = "0x" + "0c".repeat(20);

  private static Owners owners(String profile) {
    return Owners.from(
        Settings.of(Map.of("factory.profile", profile, "operators", OPERATOR.replace("b", "B"))));
  }

  private static Optional<String> wallet(String who) {
    return switch (who) {
      case "owner" -> Optional.of(OWNER);
      case "operator" -> Optional.of(OPERATOR);
      case "stranger" -> Optional.of(STRANGER);
      case "nobody" -> Optional.empty();
      default -> Optional.of(who);
    };
  }

  private static Caller caller(String who) {
    return new Caller(wallet(who), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "production,owner,owner,yes",
    "production,owner,operator,yes",
    "production,owner,stranger,NOT_THE_OWNER",
    "production,owner,nobody,SIGN_IN_REQUIRED",
    "production,nobody,operator,yes",
    "production,nobody,owner,NOT_THE_OWNER",
    "production,nobody,nobody,SIGN_IN_REQUIRED",
    "production,alice,owner,NOT_THE_OWNER",
    "production,alice,operator,yes",
    "development,owner,nobody,yes",
    "development,nobody,nobody,yes",
    "development,owner,owner,yes",
    "development,owner,stranger,NOT_THE_OWNER"
  })
  void whoAskedForItAndTheOperatorsMayChangeIt(
      String profile, String requester, String who, String expected) {
    String answer;
    try {
      owners(profile).requireChange(wallet(requester), caller(who));
      answer = "yes";
    } catch (Refused e) {
      answer = e.fault().reason();
    }
    assertThat(answer).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "production,nobody,owner,owner",
    "production,owner,owner,owner",
    "production,stranger,owner,INVALID_ARGUMENT",
    "production,stranger,operator,stranger",
    "production,nobody,nobody,SIGN_IN_REQUIRED",
    "production,alice,nobody,SIGN_IN_REQUIRED",
    "development,alice,nobody,alice",
    "development,alice,owner,alice",
    "development,nobody,owner,owner",
    "development,nobody,nobody,nobody"
  })
  void aNewServiceBelongsToWhoeverIsSignedIn(
      String profile, String given, String who, String expected) {
    try {
      assertThat(owners(profile).requester(wallet(given), caller(who))).isEqualTo(wallet(expected));
    } catch (Refused e) {
      assertThat(e.fault().reason()).isEqualTo(expected);
    }
  }

  @Test
  void productionWithOpenChangesRefusesToStartAndABadOperatorIsNamed() {
    assertThatThrownBy(() -> Owners.from(Settings.of(Map.of("open-changes", "true"))))
        .hasMessageContaining("open-changes");
    assertThatThrownBy(() -> Owners.from(Settings.of(Map.of("operators", "me"))))
        .hasMessageContaining("operators");
  }
}
