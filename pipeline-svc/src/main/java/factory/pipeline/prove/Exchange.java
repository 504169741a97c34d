package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A request with its answer.
 *
 * @param json the answer's body, missing when it has none or it is not JSON
 */
record Exchange(Request request, Answer answer, JsonNode json) {
  private static final int SHOWN = 300;

  int status() {
    return answer.status();
  }

  /** Goes on when it answered one of these. */
  Exchange expect(int... statuses) throws Ended {
    if (Arrays.stream(statuses).noneMatch(status -> status == status())) {
      throw contradicts(
          "not "
              + Arrays.stream(statuses)
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining(" or ")));
    }
    return this;
  }

  /** The refusal of a value, which names the field. */
  Exchange expectRefused(String field) throws Ended {
    expect(422);
    if (!names(field)) {
      throw contradicts("without naming " + field + " in its errors");
    }
    return this;
  }

  /** A refusal with a reason. */
  Exchange expect(int status, String reason) throws Ended {
    expect(status);
    if (!json.path("reason").asText().equals(reason)) {
      throw contradicts("without the reason " + reason);
    }
    return this;
  }

  boolean isTooManySecrets() {
    return status() == 429 && json.path("reason").asText().equals("TOO_MANY_SECRETS");
  }

  /** Whether it was refused because a wallet has at most one, and this one has it. */
  boolean isAnotherOfWallet(Kind kind) {
    return status() == 409
        && Maker.isOnePerWallet(kind)
        && json.path("reason").asText().equals("ALREADY_EXISTS")
        && kind.fields().stream()
            .anyMatch(f -> f.origin() instanceof Origin.Caller && names(f.name()));
  }

  static Ended onePerWallet(Kind kind) {
    return Ended.notTried("a wallet has at most one " + kind.name() + ", and it has one");
  }

  boolean names(String field) {
    for (var error : json.path("errors")) {
      if (error.path("field").asText().matches("(.*[./\\[])?" + field + "([./\\[].*)?")) {
        return true;
      }
    }
    return false;
  }

  /** A failed check, with what was sent and answered. */
  Ended contradicts(String expected) {
    return Ended.failed(told() + ", " + expected);
  }

  String told() {
    return "as "
        + request.as().word()
        + ": "
        + request.method()
        + " "
        + shortened(request.path())
        + (request.body().isEmpty() ? "" : " " + shortened(request.body()))
        + " answered "
        + status()
        + (answer.body().isEmpty() ? "" : " " + shortened(answer.body()));
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
