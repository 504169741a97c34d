package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route.Answer;
import java.util.List;
import java.util.Optional;

/** Answers of an account together with its session. */
final class Granted {
  private Granted() {}

  private static JsonNode inside(Answer.Session answer, JsonNode body) {
    return answer.within().map(body::path).orElse(body);
  }

  /** What an answer tells of the account, as the house has it. */
  static ObjectNode record(Kind kind, Answer.Session answer, JsonNode body) {
    var record = ExactJson.MAPPER.createObjectNode();
    for (var member : answer.members()) {
      var value = inside(answer, body).path(member.name());
      if (member.part() == Part.RECORD && value.isObject()) {
        record.setAll(Shown.record(kind, value));
      }
      member
          .field()
          .filter(_ -> !value.isMissingNode())
          .ifPresent(field -> record.set(field, value));
    }
    return record;
  }

  /**
   * The account that a request has made: what the answer does not tell of it is as it was given,
   * which reading it holds against the service.
   */
  static ObjectNode registered(Asked asked, Answer.Session answer, JsonNode body) {
    var kind = asked.kind();
    var record = record(kind, answer, body);
    if (answer.members().stream().anyMatch(member -> member.part() == Part.RECORD)) {
      return record;
    }
    var told = answer.members().stream().flatMap(member -> member.field().stream()).toList();
    for (var field : Maker.given(kind)) {
      if (!told.contains(field.name())
          && !(field.type() instanceof FieldType.Secret)
          && asked.given().has(field.name())) {
        record.set(field.name(), asked.given().get(field.name()));
      }
    }
    if (!record.has("id") && kind.key() instanceof Kind.Key.Natural(var key) && record.has(key)) {
      record.set("id", record.get(key));
    }
    return record;
  }

  /** The token that an answer tells; empty where it tells none. */
  static String token(Optional<String> within, List<Member> members, JsonNode body) {
    return told(within, members, body, Part.TOKEN);
  }

  /** The token for a new session that an answer tells; empty where it tells none. */
  static String refreshToken(Optional<String> within, List<Member> members, JsonNode body) {
    return told(within, members, body, Part.REFRESH_TOKEN);
  }

  private static String told(
      Optional<String> within, List<Member> members, JsonNode body, Part part) {
    var object = within.map(body::path).orElse(body);
    return members.stream()
        .filter(member -> member.part() == part)
        .findFirst()
        .map(member -> object.path(member.name()).asText())
        .orElse("");
  }

  /** Where an answer has another shape than its route says. */
  static Optional<String> fault(Kind kind, Answer.Session answer, JsonNode body) {
    if (answer.members().isEmpty()) {
      return body.isMissingNode() ? Optional.empty() : Optional.of("has a body");
    }
    var inside = inside(answer, body);
    var names =
        answer.members().stream()
            .filter(member -> inside.has(member.name()) || !mayBeLeftOut(kind, member))
            .map(Member::name)
            .toList();
    return answer
        .within()
        .flatMap(within -> Shown.members(body, List.of(within)))
        .or(() -> Shown.members(inside, names))
        .or(
            () ->
                answer.members().stream()
                    .flatMap(member -> fault(kind, member, inside).stream())
                    .findFirst());
  }

  private static boolean mayBeLeftOut(Kind kind, Member member) {
    return kind.http().filter(http -> http.nullsLeftOut()).isPresent()
        && member.field().flatMap(kind::field).filter(field -> !field.required()).isPresent();
  }

  private static Optional<String> fault(Kind kind, Member member, JsonNode object) {
    var value = object.path(member.name());
    var fits =
        switch (member.part()) {
          case TOKEN, REFRESH_TOKEN, EXPIRES_AT -> value.isTextual();
          case EXPIRES_IN -> value.isIntegralNumber();
          case CONSTANT -> member.constant().filter(value::equals).isPresent();
          case RECORD, FIELD -> true;
        };
    return !fits
        ? Optional.of("says " + member.name() + " as something else")
        : member.part() == Part.RECORD
            ? Shown.record(kind, value, member.name())
            : Optional.empty();
  }
}
