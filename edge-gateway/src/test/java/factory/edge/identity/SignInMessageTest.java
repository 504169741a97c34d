package factory.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInMessageTest {
  /** The first example of EIP-4361, with a checksummed address of EIP-55. */
  private static final String EXAMPLE =
      """
      example.com wants you to sign in with your Ethereum account:
      0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed

      I accept the ExampleOrg Terms of Service: https://example.com/tos

      URI: https://example.com/login
      Version: 1
      Chain ID: 1
      Nonce: 32891756
      Issued At: 2021-09-30T16:25:24Z
      Resources:
      - ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
      - https://example.com/my-web2-claim.json""";

  @Test
  void theExampleOfTheStandardIsRead() {
    var message = SignInMessage.parse(EXAMPLE);
    assertThat(message)
        .isEqualTo(
            new SignInMessage(
                Optional.empty(),
                "example.com",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                Optional.of("I accept the ExampleOrg Terms of Service: https://example.com/tos"),
                "https://example.com/login",
                1,
                "32891756",
                Instant.parse("2021-09-30T16:25:24Z"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(
                    "ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/",
                    "https://example.com/my-web2-claim.json")));
    assertThat(message.text()).isEqualTo(EXAMPLE);
  }

  @Test
  void everyOptionalPartIsReadAndWrittenTheSame() {
    var message =
        new SignInMessage(
            Optional.of("https"),
            "localhost:8080",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            Optional.empty(),
            "https://localhost:8080",
            31337,
            "abcdefgh1",
            Instant.parse("2026-01-01T00:00:00Z"),
            Optional.of(Instant.parse("2026-01-01T00:10:00Z")),
            Optional.of(Instant.parse("2026-01-01T00:00:01Z")),
            Optional.of("some%20id"),
            List.of());
    assertThat(SignInMessage.parse(message.text())).isEqualTo(message);
  }

  @Test
  void zonesAndFractionsOfTimesAreRead() {
    assertThat(SignInMessage.parse(EXAMPLE.replace("16:25:24Z", "18:25:24.5+02:00")).issuedAt())
        .isEqualTo(Instant.parse("2021-09-30T16:25:24.500Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com wants | example.com  wants | line 1",
        "example.com wants | exa mple.com wants | line 1",
        "example.com wants | 1x://example.com wants | line 1",
        "account: | account | line 1",
        "0x5aAeb | 0x5aaeb | line 2",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed | line 2",
        "BeAed | BeAe | line 2",
        "I accept | I\u00e9 accept | line 4",
        "I accept | I\taccept | line 4",
        "I accept | I\\naccept | line 5",
        "URI: https://example.com/login | URI: /login | line 6",
        "URI: https://example.com/login | URI: https://exa\u00e9mple.com | line 6",
        "URI: | URL: | line 6",
        "Version: 1 | Version: 2 | line 7",
        "Chain ID: 1 | Chain ID: -1 | line 8",
        "Chain ID: 1 | Chain ID: +1 | line 8",
        "Chain ID: 1 | Chain ID: 0x1 | line 8",
        "Chain ID: 1 | Chain ID: 99999999999999999999 | line 8",
        "32891756 | 3289175 | line 9",
        "32891756 | 3289-1756 | line 9",
        "2021-09-30T16:25:24Z | 2021-09-30T16:25Z | line 10",
        "2021-09-30T16:25:24Z | 2021-09-30T16:25:24 | line 10",
        "2021-09-30T16:25:24Z | 2021-13-30T16:25:24Z | line 10",
        "2021-09-30T16:25:24Z | 2021-09-30 16:25:24Z | line 10",
        "Resources: | Resources: x | line 11",
        "- https | -https | line 13",
        "- https://example.com/my-web2-claim.json | - nothing | line 13",
        "Issued At | issued at | line 10"
      })
  void whatTheGrammarDoesNotSayIsRefusedByItsLine(String part, String instead, String line) {
    assertThat(EXAMPLE).contains(part);
    assertThatThrownBy(
            () -> SignInMessage.parse(EXAMPLE.replace(part, instead.replace("\\n", "\n"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(line + " ");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "5", "9"})
  void aMessageThatEndsEarlyIsRefused(int lines) {
    var cut = String.join("\n", EXAMPLE.lines().limit(lines).toList());
    assertThatThrownBy(() -> SignInMessage.parse(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void carriageReturnsAndTextAfterTheEndAreRefused() {
    assertThatThrownBy(() -> SignInMessage.parse(EXAMPLE.replace("\n", "\r\n")))
        .hasMessageContaining("line 1 ");
    assertThatThrownBy(() -> SignInMessage.parse(EXAMPLE + "\n"))
        .isInstanceOf(IllegalArgumentException.class);
    var plain = EXAMPLE.substring(0, EXAMPLE.indexOf("\nResources"));
    assertThatThrownBy(() -> SignInMessage.parse(plain + "\nNonce: 99999999"))
        .hasMessageContaining("the end of the message");
    // The order is the grammar's.
    assertThatThrownBy(
            () ->
                SignInMessage.parse(
                    plain
                        + "\nNot Before: 2021-09-30T16:25:24Z"
                        + "\nExpiration Time: 2021-09-30T16:25:24Z"))
        .hasMessageContaining("the end of the message");
  }
}
