package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import factory.pipeline.spec.Route.Paging;
import java.util.Map;
import java.util.Optional;

/** Writes how records and refusals look over HTTP. */
final class HttpWriter {
  private HttpWriter() {}

  static ObjectNode http(Http http) {
    var json = SpecificationWriter.object();
    texts(json, "names", http.names());
    SpecificationWriter.texts(json, "hidden", http.hidden());
    SpecificationWriter.texts(json, "unseen", http.unseen());
    truth(json, "nulls_left_out", http.nullsLeftOut());
    truth(json, "unknown_refused", http.unknownRefused());
    SpecificationWriter.list(json, "routes", http.routes(), HttpWriter::route);
    if (!http.objects().isEmpty()) {
      var objects = json.putObject("objects");
      http.objects()
          .forEach(
              (name, excerpt) ->
                  texts(
                      objects.putObject(name).put("of", excerpt.of()),
                      "members",
                      excerpt.members()));
    }
    if (!http.again().isEmpty()) {
      var again = json.putObject("again");
      http.again()
          .forEach(
              (name, twice) -> {
                var one = again.putObject(name).put("of", twice.of());
                if (!twice.required()) {
                  one.put("required", false);
                }
              });
    }
    return json;
  }

  private static ObjectNode route(Route route) {
    var json = SpecificationWriter.object();
    json.put("operation", JsonObject.word(route.operation()));
    json.put("method", route.method());
    json.put("path", route.path());
    texts(json, "keys", route.keys());
    text(json, "body_within", route.bodyWithin());
    if (route.partial() != Route.isPartial(route.operation(), route.method())) {
      json.put("partial", route.partial());
    }
    json.put("status", route.status());
    if (!route.answer().equals(new Answer.Row(Optional.empty()))) {
      json.set("answer", answer(route.answer()));
    }
    route.madeStatus().ifPresent(status -> json.put("made_status", status));
    statuses(json, route.statuses());
    SpecificationWriter.texts(json, "body_types", route.bodyTypes());
    truth(json, "path_checked", route.pathChecked());
    text(json, "file", route.file());
    text(json, "where", route.pick().where());
    text(json, "order", route.pick().order());
    truth(json, "random", route.pick().random());
    truth(json, "of_account", route.ofAccount());
    text(json, "text", route.text());
    SentKey.write(json, route.sent());
    SpecificationWriter.texts(json, "fields", route.fields());
    texts(json, "called", route.called());
    if (!route.always().isEmpty()) {
      json.putObject("always").setAll(route.always());
    }
    return json;
  }

  static void statuses(ObjectNode json, Map<Integer, Integer> instead) {
    if (!instead.isEmpty()) {
      var statuses = json.putObject("statuses");
      instead.forEach((ours, theirs) -> statuses.put(ours.toString(), theirs));
    }
  }

  private static ObjectNode answer(Answer answer) {
    var json = SpecificationWriter.object();
    switch (answer) {
      case Answer.Row(var within) -> text(json.put("type", "record"), "within", within);
      case Answer.Nothing _ -> json.put("type", "nothing");
      case Answer.Session(var within, var members) -> {
        text(json.put("type", "session"), "within", within);
        AccountsWriter.members(json, members);
      }
      case Answer.Constant(var value, var isText) -> {
        json.put("type", "constant").set("value", value);
        if (isText) {
          json.put("as", "text");
        }
      }
      case Answer.Rows rows -> {
        text(json.put("type", "records"), "within", rows.within());
        SpecificationWriter.list(json, "figures", rows.figures(), HttpWriter::figure);
        text(json, "figures_within", rows.figuresWithin());
        if (!rows.paging().equals(Paging.ALL)) {
          json.set("paging", paging(rows.paging()));
        }
        SpecificationWriter.list(
            json,
            "parameters",
            rows.parameters(),
            parameter -> {
              var one = SpecificationWriter.object().put("name", parameter.name());
              text(one, "field", parameter.field());
              if (parameter.by() != By.EQUAL) {
                one.put("by", JsonObject.word(parameter.by()));
              }
              parameter.bounds().ifPresent(type -> one.set("is", FieldWriter.type(type)));
              if (!parameter.orders().isEmpty()) {
                parameter.orders().forEach(one.putObject("orders")::put);
              }
              text(one, "called", parameter.called());
              parameter.done().ifPresent(done -> one.set("done", mine(done)));
              return one;
            });
        SpecificationWriter.list(json, "headers", rows.headers(), HttpWriter::figure);
        truth(json, "empty_not_found", rows.emptyNotFound());
        rows.mine().ifPresent(mine -> json.set("mine", mine(mine)));
        if (rows.form() != Route.Form.JSON) {
          json.put("as", JsonObject.word(rows.form()));
        }
        SpecificationWriter.texts(
            json, "also", rows.also().stream().map(JsonObject::word).toList());
        truth(json, "others_refused", rows.othersRefused());
      }
    }
    return json;
  }

  private static ObjectNode mine(Route.Mine mine) {
    var json = SpecificationWriter.object();
    text(json, "kind", mine.kind());
    text(json, "by", mine.by());
    if (!mine.via().equals("id")) {
      json.put("via", mine.via());
    }
    text(json, "of", mine.of());
    return json;
  }

  private static ObjectNode figure(Route.Figure figure) {
    var json = SpecificationWriter.object().put("name", figure.name());
    if (figure.part() != Route.Part.TOTAL) {
      json.put("part", JsonObject.word(figure.part()));
    }
    return json;
  }

  private static ObjectNode paging(Paging paging) {
    var json = SpecificationWriter.object();
    text(json, "limit", paging.limit());
    whole(json, "usual_limit", paging.usualLimit(), HttpReader.LIMIT);
    whole(json, "most_limit", paging.mostLimit(), HttpReader.LIMIT);
    text(json, "offset", paging.offset());
    text(json, "page", paging.page());
    whole(json, "first_page", paging.firstPage(), 1);
    text(json, "cursor", paging.cursor());
    return json;
  }

  static ObjectNode errors(ErrorShape errors) {
    var json = SpecificationWriter.object();
    json.put("media_type", errors.mediaType());
    text(json, "within", errors.within());
    SpecificationWriter.list(
        json,
        "members",
        errors.members(),
        member -> {
          var one = SpecificationWriter.object().put("name", member.name());
          if (member.part() != ErrorShape.Part.DETAIL) {
            one.put("part", JsonObject.word(member.part()));
          }
          member.constant().ifPresent(value -> one.set("value", value));
          SpecificationWriter.list(one, "items", member.items(), HttpWriter::item);
          return one;
        });
    if (!errors.statuses().isEmpty()) {
      var statuses = json.putObject("statuses");
      errors.statuses().forEach((status, shape) -> statuses.set(status.toString(), errors(shape)));
    }
    return json;
  }

  private static ObjectNode item(ErrorShape.Item item) {
    var json = SpecificationWriter.object().put("name", item.name());
    if (item.says() != ErrorShape.Says.MESSAGE) {
      json.put("says", JsonObject.word(item.says()));
    }
    return json;
  }

  static void texts(ObjectNode json, String key, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      var object = json.putObject(key);
      texts.forEach(object::put);
    }
  }

  static void text(ObjectNode json, String key, Optional<String> text) {
    text.ifPresent(value -> json.put(key, value));
  }

  static void truth(ObjectNode json, String key, boolean value) {
    if (value) {
      json.put(key, true);
    }
  }

  private static void whole(ObjectNode json, String key, int value, int usual) {
    if (value != usual) {
      json.put(key, value);
    }
  }
}
