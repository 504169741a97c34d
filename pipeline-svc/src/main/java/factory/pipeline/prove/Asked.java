package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request over a route.
 *
 * @param request as it is sent
 * @param id of the record that it is about; empty when there is none
 * @param given what it says of the record, by the house's names, the path included; may be empty
 * @param window which part of a list
 */
record Asked(
    Kind kind, Route route, Request request, String id, ObjectNode given, Optional<Window> window) {

  /**
   * Part of a list.
   *
   * @param size how many at most
   * @param before how many come before
   * @param goesOn whether what comes after it can be asked for
   * @param last what the part before it has; empty for the first
   */
  record Window(int size, int before, boolean goesOn, String last) {}

  /** The same with a query. */
  Asked with(ListParameters.Query query) {
    return new Asked(
        kind,
        route,
        new Request(
            request.as(),
            request.method(),
            request.path() + (query.text().isEmpty() ? "" : "?" + query.text()),
            request.headers(),
            request.body(),
            request.charset()),
        id,
        given,
        query.window());
  }

  /** The same with another body. */
  Asked with(String body) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.putAll(Session.SENDS_JSON);
    return new Asked(
        kind,
        route,
        new Request(
            request.as(), request.method(), request.path(), headers, body, request.charset()),
        id,
        given,
        window);
  }

  /** The same with another body, and what it has said of it. */
  Asked body(String body) {
    return new Asked(
        kind,
        route,
        new Request(
            request.as(),
            request.method(),
            request.path(),
            request.headers(),
            body,
            request.charset()),
        id,
        given,
        window);
  }

  /** The same with a body of another media type. */
  Asked with(String type, String body) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.put("content-type", type);
    return new Asked(
        kind,
        route,
        new Request(request.as(), request.method(), request.path(), headers, body),
        id,
        given,
        window);
  }

  /** The same with a body that has a character for each byte. */
  Asked withBytes(String type, String body) {
    var text = with(type, body);
    var sent = text.request();
    return new Asked(
        kind,
        route,
        new Request(
            sent.as(),
            sent.method(),
            sent.path(),
            sent.headers(),
            sent.body(),
            java.nio.charset.StandardCharsets.ISO_8859_1),
        id,
        given,
        window);
  }

  /** How its answer is read. */
  Reading reading(Optional<ErrorShape> errors) {
    return new Reading(Optional.of(kind), Optional.of(route), errors);
  }

  /** Whether an answer with this status is one of success. */
  boolean isDone(int status) {
    return status == route.status()
        || route.madeStatus().filter(made -> made == status).isPresent();
  }
}
