package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.fault;
import static factory.pipeline.prove.Faults.found;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.Extent;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.ExactJson;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords that are given twice have to be the same, and planted holes are found. */
@Tag("slow")
final class TwiceChecksTest {
  private final Path folder;

  TwiceChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof asked(UnaryOperator<Client> between) throws Exception {
    return MadeAccounts.proof(folder, MadeSpecification.here("signups"), between);
  }

  @Test
  void whatIsRightPasses() throws Exception {
    var checks = asked(UnaryOperator.identity()).checks();

    assertThat(checks).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "POST /auth/register takes no confirmPassword that differs from password",
            "A new password needs the old one, and ends all other sessions");
  }

  /** The same where the second of two is always like the first. */
  private static Request agreed(Request request, String first, String second) {
    try {
      return ExactJson.MAPPER.readTree(request.body()) instanceof ObjectNode body && body.has(first)
          ? new Request(
              request.as(),
              request.method(),
              request.path(),
              request.headers(),
              body.set(second, body.path(first)).toString())
          : request;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> holes() {
    var all =
        List.of(
            fault(
                "a second password is not looked at",
                Area.RULES,
                (client, request) ->
                    sent(
                        client,
                        is(request, "POST", "/auth/register")
                            ? agreed(request, "password", "confirmPassword")
                            : request)),
            fault(
                "a new password once more is not looked at",
                Area.ACCOUNTS,
                (client, request) ->
                    sent(
                        client,
                        is(request, "POST", "/auth/change-password")
                            ? agreed(request, "newPassword", "confirmNewPassword")
                            : request)));
    return Extent.of(all.subList(0, 1).stream(), all.stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void findsAHole(String name, Area area, UnaryOperator<Client> between) throws Exception {
    found(area, asked(between));
  }
}
