package factory.pipeline.source;

import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What was decided about answers of which a document says no more than that they are texts. */
final class DocumentTexts {
  private DocumentTexts() {}

  static List<String> assumed(DocumentParts parts) {
    List<String> assumed = new ArrayList<>();
    for (var kind : parts.kinds()) {
      for (var route : kind.http().map(http -> http.routes()).orElse(List.of())) {
        if (route.answer() instanceof Route.Answer.Rows rows) {
          var forms = Stream.concat(Stream.of(rows.form()), rows.also().stream());
          for (var form : (Iterable<Route.Form>) forms::iterator) {
            switch (form) {
              case JSON -> {}
              case HTML ->
                  assumed.add(
                      "%s %s is a page with the fields of each %s, and nothing else."
                          .formatted(route.method(), route.path(), kind.name()));
              case CSV ->
                  assumed.add(
                      "%s %s has a line with the names of fields first; a text that begins with =, +, - or @ has a ' before it, so that no spreadsheet takes it for a formula."
                          .formatted(route.method(), route.path()));
            }
          }
        }
      }
    }
    for (var action : parts.actions()) {
      switch (action.http().map(Endpoint::answer).orElse(null)) {
        case Endpoint.Answer.Page _ ->
            assumed.add(
                "%s is a page with the fields of a %s, and nothing else."
                    .formatted(action.http().get().named(), action.kind()));
        case Endpoint.Answer.Redirect _ ->
            assumed.add(
                "%s leads to addresses of http and https alone%s."
                    .formatted(
                        action.http().get().named(),
                        action.effects().isEmpty() ? "" : ", and counts who follows it"));
        case null, default -> {}
      }
    }
    return assumed;
  }
}
