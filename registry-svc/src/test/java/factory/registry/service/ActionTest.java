package factory.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every state with everything that can be done in it, written down a second time. */
class ActionTest {
  private static final List<String> TABLE =
      List.of(
          "QUEUED: EDIT EDIT_IDEA GENERATE DELETE",
          "GENERATING: EDIT DELETE",
          "GENERATING, generated before: EDIT DELETE",
          "GENERATING, generated before, with a token: EDIT DELETE",
          "GENERATED, generated before: EDIT GENERATE DEPLOY TOKENISE DELETE",
          "GENERATED, generated before, with a token: EDIT GENERATE DEPLOY DELETE",
          "DEPLOYING, generated before: EDIT DELETE",
          "DEPLOYING, generated before, with a token: EDIT DELETE",
          "DEPLOYED, generated before: EDIT GENERATE DEPLOY TOKENISE DELETE",
          "DEPLOYED, generated before, with a token: EDIT GENERATE DEPLOY DELETE",
          "FAILED: EDIT GENERATE DELETE",
          "FAILED, generated before: EDIT GENERATE DEPLOY TOKENISE DELETE",
          "FAILED, generated before, with a token: EDIT GENERATE DEPLOY DELETE");

  private static Service service(Status status, boolean everGenerated, boolean token) {
    return new Service(
        ServiceId.random(),
        new Naming("An idea", false, "an-idea"),
        "an idea",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        status,
        everGenerated,
        status == Status.DEPLOYED,
        new Serving.None(),
        token
            ? Optional.of(new Token(1, "0x" + "ab".repeat(20), BigInteger.ONE))
            : Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH,
        false);
  }

  /** No token without a version, and no status that follows one without one. */
  private static boolean exists(Status status, boolean everGenerated, boolean token) {
    return switch (status) {
      case QUEUED -> !everGenerated && !token;
      case GENERATING, FAILED -> everGenerated || !token;
      case GENERATED, DEPLOYING, DEPLOYED -> everGenerated;
    };
  }

  @Test
  void eachStateAllowsWhatIsDocumented() {
    List<String> lines = new ArrayList<>();
    for (var status : Status.values()) {
      for (var everGenerated : List.of(false, true)) {
        for (var token : List.of(false, true)) {
          if (exists(status, everGenerated, token)) {
            lines.add(
                status
                    + (everGenerated ? ", generated before" : "")
                    + (token ? ", with a token" : "")
                    + ": "
                    + Action.allowed(service(status, everGenerated, token)).stream()
                        .map(Action::name)
                        .collect(Collectors.joining(" ")));
          }
        }
      }
    }
    assertThat(lines).containsExactlyElementsOf(TABLE);
  }
}
