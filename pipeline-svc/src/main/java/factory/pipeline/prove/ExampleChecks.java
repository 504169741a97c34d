package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Example;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scenarios that a specification states, exactly as they say. */
final class ExampleChecks {
  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z0-9_]+)\\}");

  private final Session session;

  ExampleChecks(Session session) {
    this.session = session;
  }

  void run(Example example) {
    session.check(Area.EXAMPLES, example.title(), () -> follows(example));
  }

  private void follows(Example example) throws Ended {
    Map<String, JsonNode> saved = new HashMap<>();
    for (var exchange : example.exchanges()) {
      var as =
          switch (exchange.as()) {
            case "b" -> Wallet.B;
            case "c" -> Wallet.C;
            default -> Wallet.A;
          };
      var path = filled(exchange.path(), saved, false);
      var answer =
          exchange.body().isEmpty()
              ? session.call(as, exchange.method(), path)
              : session.call(
                  as,
                  exchange.method(),
                  path,
                  filled(exchange.body().get().toString(), saved, true));
      answer.expect(exchange.status());
      if (exchange.answer().isPresent()) {
        var wanted = filled(exchange.answer().get().toString(), saved, true);
        try {
          var missing = missing("", ExactJson.MAPPER.readTree(wanted), answer.json());
          if (missing.isPresent()) {
            throw answer.contradicts("which the example says otherwise: " + missing.get());
          }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw Ended.notTried("the example's answer is not JSON");
        }
      }
      for (var save : exchange.save().entrySet()) {
        var value = answer.json().at(save.getValue());
        if (value.isMissingNode()) {
          throw answer.contradicts("without " + save.getValue());
        }
        saved.put(save.getKey(), value);
      }
    }
  }

  /** With what was saved in place of names; a text that is one name alone becomes its value. */
  private static String filled(String text, Map<String, JsonNode> saved, boolean json) {
    var filled = text;
    if (json) {
      for (var one : saved.entrySet()) {
        filled = filled.replace("\"{" + one.getKey() + "}\"", one.getValue().toString());
      }
    }
    return NAME.matcher(filled)
        .replaceAll(
            found -> {
              var value = saved.get(found.group(1));
              return Matcher.quoteReplacement(value == null ? found.group() : value.asText());
            });
  }

  /** Where an answer has not what is wanted of it. */
  private static Optional<String> missing(String where, JsonNode wanted, JsonNode got) {
    if (wanted.isObject()) {
      for (var member : wanted.properties()) {
        var found =
            missing(where + "/" + member.getKey(), member.getValue(), got.path(member.getKey()));
        if (found.isPresent()) {
          return found;
        }
      }
      return got.isObject() ? Optional.empty() : Optional.of(where + " is " + got);
    }
    if (wanted.isArray()) {
      if (wanted.size() != got.size()) {
        return Optional.of(where + " has " + got.size() + " items");
      }
      for (var i = 0; i < wanted.size(); i++) {
        var found = missing(where + "/" + i, wanted.get(i), got.get(i));
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    var equal =
        (wanted.isNumber() && got.isNumber())
            ? wanted.decimalValue().compareTo(got.decimalValue()) == 0
            : wanted.equals(got);
    return equal ? Optional.empty() : Optional.of(where + " is " + got + " and not " + wanted);
  }
}
