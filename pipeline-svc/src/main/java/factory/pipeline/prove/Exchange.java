package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A request with its answer, both as they were on the wire, and what they mean.
 *
 * @param body the answer's body, missing when it has none or it is not JSON
 * @param json the same with records and lists as the house has them
 * @param reading how its status and its refusal are read
 */
record Exchange(Request request, Answer answer, JsonNode body, JsonNode json, Reading reading) {
  private static final int SHOWN = 300;

  /** The status on the wire. */
  int status() {
    return answer.status();
  }

  /** Whether it is what the house answers with this status. */
  boolean is(int ours) {
    return status() == reading.status(ours) || (ours == 200 && reading.isEmptyList(status()));
  }

  /** Goes on when it answered one of these, or what its route has in their place. */
  Exchange expect(int... statuses) throws Ended {
    if (Arrays.stream(statuses).noneMatch(this::is)) {
      throw contradicts(
          "not "
              + Arrays.stream(statuses)
                  .map(reading::status)
                  .distinct()
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining(" or ")));
    }
    return this;
  }

  /** Nothing is there: 404, or what a path is refused with that no record can have. */
  Exchange expectAbsent() throws Ended {
    return reading.route().filter(Route::pathChecked).isPresent() ? expect(404, 400) : expect(404);
  }

  /** The refusal of a value, which names the field. */
  Exchange expectRefused(String field) throws Ended {
    if (isInPath(field)) {
      throw Ended.notTried("its path says what " + field + " is");
    }
    expect(reading.refusal(field));
    if (!names(field)) {
      throw contradicts("without naming " + field + " in its errors");
    }
    return this;
  }

  /** A refusal of a field that names a record that is not there. */
  Exchange expectMissing(String field) throws Ended {
    if (isInPath(field) || reading.missing().isEmpty()) {
      return expectRefused(field);
    }
    if (status() != reading.missing().get()) {
      throw contradicts("and not " + reading.missing().get());
    }
    return this;
  }

  /** Whether the path has the value of a field, so that no body gives it. */
  boolean isInPath(String field) {
    return reading.route().filter(route -> route.placed().contains(field)).isPresent();
  }

  /** Whether the body can have said what a field is. */
  boolean isGiven(String field) {
    return reading.route().filter(route -> !route.gives(field)).isEmpty();
  }

  /** A refusal with a reason. */
  Exchange expect(int status, String reason) throws Ended {
    expect(status);
    if (!isReason(reason)) {
      throw contradicts("without the reason " + reason);
    }
    return this;
  }

  /** Whether it is refused for this reason, as far as refusals say it. */
  boolean isReason(String reason) {
    return reading.isReason(status(), body, reason);
  }

  boolean isTooManySecrets() {
    return is(429) && isReason("TOO_MANY_SECRETS");
  }

  /** Whether it was refused because a wallet has at most one, and this one has it. */
  boolean isAnotherOfWallet(Kind kind) {
    return is(409)
        && Maker.isOnePerWallet(kind)
        && isReason("ALREADY_EXISTS")
        && kind.fields().stream().anyMatch(f -> Maker.isMaker(f) && names(f.name()));
  }

  static Ended onePerWallet(Kind kind) {
    return Ended.notTried("a wallet has at most one " + kind.name() + ", and it has one");
  }

  /** Whether a refusal names a field, as far as refusals do. */
  boolean names(String field) {
    return reading.names(status(), body, field, is(422) || is(400));
  }

  /** Whether a refusal says these words, as far as refusals have any. */
  boolean says(String words) {
    return reading.says(status(), answer.body(), words);
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
