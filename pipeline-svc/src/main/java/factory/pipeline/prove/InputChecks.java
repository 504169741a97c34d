package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations with inputs: that they answer, and that they refuse what their inputs are not. */
final class InputChecks {
  private static final int SAMPLES = 12;
  private static final int THRESHOLDS = 24;

  private final Session session;
  private final Maker maker;
  private final Evaluator evaluator;

  InputChecks(Session session, Maker maker, Evaluator evaluator) {
    this.session = session;
    this.maker = maker;
    this.evaluator = evaluator;
  }

  void run(Action action) {
    session.check(
        Area.ACTIONS,
        "Inputs of " + action.name() + " keep their rules",
        () -> {
          var kind = maker.kind(action.kind());
          var record =
              action.onRecord() ? maker.make(kind, Wallet.A) : ExactJson.MAPPER.createObjectNode();
          refuses(Maker.path(action, kind, record), action.inputs(), action.http());
          if (action.onRecord()) {
            session
                .call(
                    Wallet.A,
                    "POST",
                    Maker.path(kind)
                        + "/00000000-0000-4000-8000-000000000000/"
                        + action.name().replace('_', '-'),
                    maker.inputs(action.inputs(), Wallet.A, true, maker.next()))
                .expect(404);
          }
        });
  }

  void run(Function function) {
    var path = "/" + function.name().replace('_', '-');
    session.check(
        Area.FUNCTIONS,
        "Inputs of " + function.name() + " keep their rules",
        () -> refuses(path, function.inputs(), function.http()));
    session.check(
        Area.FUNCTIONS,
        function.name() + " answers values of its types, or one of its refusals",
        () -> answers(function, path));
    session.check(
        Area.FUNCTIONS, function.name() + " computes what is said", () -> computes(function, path));
  }

  void run(Report report) {
    session.check(
        Area.REPORTS,
        report.name() + " gives rows of its columns",
        () -> {
          var path = "/" + report.name().replace('_', '-');
          var query = new StringBuilder("?");
          for (var input : report.inputs()) {
            var value =
                input.type() instanceof FieldType.Reference(var target, _)
                    ? Optional.of(maker.anchor(target, Wallet.A).path("id"))
                    : Values.fresh(input.name(), input.type(), 0, 0);
            if (input.required() && value.isPresent()) {
              query
                  .append(input.name())
                  .append('=')
                  .append(Pages.encoded(value.get().asText()))
                  .append('&');
            }
          }
          var answer = session.call(Wallet.A, "GET", path + query).expect(200);
          var rows = answer.json().path("rows");
          if (!rows.isArray() || rows.size() > report.limit()) {
            throw answer.contradicts("without at most " + report.limit() + " rows");
          }
          for (var row : rows) {
            for (var group : report.groups()) {
              has(answer, row, group.name());
            }
            for (var measure : report.measures()) {
              has(answer, row, measure.name());
            }
          }
          session.call(Wallet.A, "GET", path + query + "not_an_input=1").expect(400);
        });
  }

  private static void has(Exchange answer, JsonNode row, String column) throws Ended {
    if (!row.has(column)) {
      throw answer.contradicts("with a row without " + column);
    }
  }

  private void refuses(String path, List<Field> inputs, Optional<Endpoint> endpoint) throws Ended {
    var good = maker.inputs(inputs, Wallet.A, true, maker.next());
    List<Pairs.Asking<Exchange>> all = new ArrayList<>();
    for (var input : inputs) {
      for (var wrong : Wrong.of(input, 700_000 + maker.next())) {
        if (Endpoints.isWrongThere(endpoint, input, wrong.value())) {
          var body = good.deepCopy();
          body.set(input.name(), wrong.value());
          all.add(() -> session.call(Wallet.A, "POST", path, body).expectRefused(input.name()));
        }
      }
      var isInPath =
          endpoint.filter(of -> of.place(input.name()).in() == Endpoint.In.PATH).isPresent();
      // No body is an empty text, which is one where one may be empty.
      var mayBeEmpty =
          endpoint.flatMap(of -> of.text(inputs)).filter(input::equals).isPresent()
              && !TextInputs.isNeeded(input);
      if (input.required() && !Wrong.mayBeAbsent(input) && !isInPath && !mayBeEmpty) {
        var body = good.deepCopy();
        body.remove(input.name());
        all.add(() -> session.call(Wallet.A, "POST", path, body).expectRefused(input.name()));
      }
    }
    if (endpoint.isEmpty() || Endpoints.hasBody(endpoint.get(), inputs)) {
      if (endpoint.isEmpty() || endpoint.get().unknownRefused()) {
        var body = good.deepCopy();
        body.put("not_an_input", 1);
        all.add(() -> session.call(Wallet.A, "POST", path, body).expectRefused("not_an_input"));
      }
      all.add(() -> session.call(Wallet.A, "POST", path, "{").expect(400));
    }
    var _ = Pairs.of(all);
  }

  private void answers(Function function, String path) throws Ended {
    for (var i = 0; i < 3; i++) {
      var body = maker.inputs(function.inputs(), Wallet.A, i < 2, maker.next());
      answer(function, session.call(Wallet.A, "POST", path, body));
    }
    for (var input : function.inputs()) {
      for (var edge : Values.edges(input, maker.next())) {
        var body = maker.inputs(function.inputs(), Wallet.A, true, maker.next());
        body.set(input.name(), edge.value());
        if (!Endpoints.canSay(function.http(), function.inputs(), body)) {
          continue;
        }
        answer(function, session.call(Wallet.A, "POST", path, body));
      }
    }
  }

  /** At many inputs, what is computed here and there is the same. */
  private void computes(Function function, String path) throws Ended {
    for (var i = 0; i < SAMPLES; i++) {
      var body = maker.inputs(function.inputs(), Wallet.A, i % 3 != 2, maker.next());
      for (var input : function.inputs()) {
        var edges = Values.edges(input, maker.next());
        if (body.has(input.name()) && !edges.isEmpty() && session.random().nextInt(3) == 0) {
          body.set(input.name(), edges.get(session.random().nextInt(edges.size())).value());
        } else if (body.has(input.name()) && !(input.type() instanceof FieldType.Reference)) {
          Values.fresh(input.name(), input.type(), session.random().nextInt(5_000), i)
              .ifPresent(value -> body.set(input.name(), value));
        }
      }
      if (Endpoints.canSay(function.http(), function.inputs(), body)) {
        computes(function, session.call(Wallet.A, "POST", path, body), body);
      }
    }
    atThresholds(function, path);
  }

  /** Whole numbers that expressions speak of, and their neighbours, as each whole input. */
  private void atThresholds(Function function, String path) throws Ended {
    var numbers = new java.util.TreeSet<Long>();
    for (var text : texts(function)) {
      java.util.regex.Pattern.compile("(?<![0-9.'\"])[0-9]{1,9}(?![0-9.'\"])")
          .matcher(text)
          .results()
          .map(found -> Long.parseLong(found.group()))
          .forEach(n -> numbers.addAll(List.of(n - 1, n, n + 1)));
    }
    for (var input : function.inputs()) {
      if (!(input.type() instanceof FieldType.Whole(var bounds))) {
        continue;
      }
      for (var number : numbers.stream().limit(THRESHOLDS).toList()) {
        var exact = java.math.BigDecimal.valueOf(number);
        if (Values.least(bounds, 0).filter(least -> exact.compareTo(least) < 0).isPresent()
            || Values.most(bounds, 0).filter(most -> exact.compareTo(most) > 0).isPresent()) {
          continue;
        }
        var body = maker.inputs(function.inputs(), Wallet.A, true, maker.next());
        body.put(input.name(), number);
        computes(function, session.call(Wallet.A, "POST", path, body), body);
      }
    }
  }

  private static List<String> texts(Function function) {
    var texts = new java.util.ArrayList<String>();
    function.lets().forEach(let -> texts.add(let.value()));
    function.refusals().forEach(refuse -> texts.add(refuse.when()));
    function.outputs().forEach(output -> texts.add(output.value()));
    return texts;
  }

  /** That what is answered to inputs is what the prover computes itself. */
  void computes(Function function, Exchange answer, JsonNode body) throws Ended {
    var scope = maker.scope(Wallet.A).with("input", evaluator.inputs(function.inputs(), body));
    var wanted = new LinkedHashMap<String, @Nullable Object>();
    Ended broken = null;
    try {
      for (var let : function.lets()) {
        scope = scope.with(let.name(), evaluator.value(let.value(), scope));
      }
    } catch (Ended e) {
      // A refusal may come before what cannot be computed.
      broken = e;
    }
    for (var refuse : function.refusals()) {
      if (evaluator.holds(refuse.when(), scope)) {
        answer.expect(refuse.refusal().status(), refuse.refusal().reason());
        return;
      }
    }
    if (broken != null) {
      throw broken;
    }
    for (var output : function.outputs()) {
      wanted.put(output.name(), evaluator.value(output.value(), scope));
    }
    if (answer.is(422)) {
      // What is beyond the numbers of a service is not beyond the prover's.
      return;
    }
    answer.expect(200);
    for (var output : function.outputs()) {
      if (!Evaluator.shows(
          output.type(), wanted.get(output.name()), answer.json().path(output.name()))) {
        throw answer.contradicts(
            "not " + output.name() + " " + Evaluator.json(wanted.get(output.name())));
      }
    }
  }

  private static void answer(Function function, Exchange answer) throws Ended {
    if (!answer.is(200)) {
      var refused =
          function.refusals().stream()
              .anyMatch(
                  r -> answer.is(r.refusal().status()) && answer.isReason(r.refusal().reason()));
      // A result beyond what numbers hold is refused too.
      if (!refused && !answer.is(422)) {
        throw answer.contradicts("which is neither 200 nor one of its refusals");
      }
      return;
    }
    for (var output : function.outputs()) {
      if (!fits(output.type(), answer.json().path(output.name()))) {
        throw answer.contradicts("with a " + output.name() + " of another type");
      }
    }
  }

  private static boolean fits(FieldType type, JsonNode value) {
    return switch (type) {
      case FieldType.Whole _ -> value.isNull() || value.isIntegralNumber();
      case FieldType.Decimal _ -> value.isNull() || Values.decimal(value).isPresent();
      case FieldType.Money _ ->
          value.isNull() || (value.isTextual() && value.asText().matches("-?[0-9]+\\.[0-9]{2}"));
      case FieldType.Truth _ -> value.isNull() || value.isBoolean();
      case FieldType.ListOf _ -> value.isNull() || value.isArray();
      case FieldType.Instant _ -> value.isNull() || Values.moment(value).isPresent();
      case FieldType.ObjectOf _ -> value.isNull() || value.isObject();
      case FieldType.Json _ -> !value.isMissingNode();
      default -> value.isNull() || value.isTextual();
    };
  }
}
