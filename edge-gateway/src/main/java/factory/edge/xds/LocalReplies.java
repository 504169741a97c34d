package factory.edge.xds;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import factory.edge.gate.Problem;
import factory.mesh.RequestTarget;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.AndFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ExtensionFilter;
import io.envoyproxy.envoy.config.accesslog.v3.HeaderFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.accesslog.v3.StatusCodeFilter;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.RuntimeUInt32;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;
import java.util.Map;

/**
 * How Envoy's own answers look: problem+json, a plain sentence for gRPC, or a small page for a
 * browser that asks for one of the platform's pages.
 */
final class LocalReplies {
  /** Below the gateway each answer has them; here nobody knows yet what a call was for. */
  private static final List<HeaderValueOption> UNREADABLE_AS_PAGE =
      List.of(
          header("x-content-type-options", "nosniff"),
          header("content-security-policy", "sandbox"));

  private LocalReplies() {}

  static LocalReplyConfig config() {
    var config = LocalReplyConfig.newBuilder();
    for (var ambiguous : List.of(isOnRoute("ambiguous"), hasDetails("path_normalization_failed"))) {
      var told = RequestTarget.AMBIGUOUS;
      // Envoy makes a status of its own only where there is none.
      config.addMappers(
          text(and(grpc(), ambiguous), told.message()).toBuilder()
              .addHeadersToAdd(header("grpc-status", Integer.toString(told.code().value()))));
      add(config, ambiguous, 400, told.reason(), "The path has no one meaning.", told.message());
    }
    // For gRPC Envoy makes the status from the HTTP one and the message from the body.
    config.addMappers(
        text(
            and(grpc(), status(ComparisonFilter.Op.EQ, 404)),
            "The called method is not served here."));
    config.addMappers(
        text(
                and(grpc(), status(ComparisonFilter.Op.GE, 500)),
                "A part of the platform cannot be reached now; try again.")
            .toBuilder()
            .setStatusCode(UInt32Value.of(503))
            .build());
    // The gate's own words for gRPC are plain ones.
    config.addMappers(text(and(grpc(), fromGate()), "%LOCAL_REPLY_BODY%"));
    config.addMappers(text(grpc(), "The edge refused the call."));
    add(
        config,
        hasDetails("ext_authz_error"),
        503,
        "GATE_UNAVAILABLE",
        "The gate cannot be asked.",
        "The gate cannot be asked now, and nobody passes without it; try again.");
    // The gate's own answers are whole.
    config.addMappers(
        ResponseMapper.newBuilder()
            .setFilter(fromGate())
            .setBodyFormatOverride(format("%LOCAL_REPLY_BODY%", Problem.MEDIA_TYPE)));
    for (var reply : EnvoyReply.values()) {
      add(
          config,
          status(ComparisonFilter.Op.EQ, reply.from()),
          reply.status(),
          reply.reason(),
          reply.title(),
          reply.detail());
    }
    config.addMappers(
        page(
            browser(),
            "%RESPONSE_CODE%",
            "REFUSED",
            "The edge refused the request.",
            "The edge refused the request."));
    config.addMappers(
        ResponseMapper.newBuilder()
            .setFilter(status(ComparisonFilter.Op.GE, 0))
            .setBodyFormatOverride(
                format(
                    Problem.json(
                            "The edge refused the request.",
                            0,
                            "The edge refused the request.",
                            "REFUSED",
                            Map.of())
                        .replace("\"status\":0", "\"status\":%RESPONSE_CODE%"),
                    Problem.MEDIA_TYPE))
            .addAllHeadersToAdd(UNREADABLE_AS_PAGE));
    return config.build();
  }

  private static void add(
      LocalReplyConfig.Builder config,
      AccessLogFilter when,
      int status,
      String reason,
      String title,
      String detail) {
    var problem = problem(when, status, reason, title, detail);
    config.addMappers(
        page(and(when, browser()), Integer.toString(status), reason, title, detail).toBuilder()
            .setStatusCode(problem.getStatusCode())
            .addAllHeadersToAdd(
                problem.getHeadersToAddList().stream()
                    .filter(h -> !UNREADABLE_AS_PAGE.contains(h))
                    .toList()));
    config.addMappers(problem);
  }

  private static ResponseMapper page(
      AccessLogFilter when, String status, String reason, String title, String detail) {
    return ResponseMapper.newBuilder()
        .setFilter(when)
        .setBodyFormatOverride(
            format(RefusalPage.format(status, title, detail, reason), RefusalPage.MEDIA_TYPE))
        .addHeadersToAdd(header("content-security-policy", RefusalPage.contentSecurityPolicy()))
        .addHeadersToAdd(header("x-content-type-options", "nosniff"))
        .addHeadersToAdd(header("cache-control", "no-store"))
        .build();
  }

  private static ResponseMapper problem(
      AccessLogFilter when, int status, String reason, String title, String detail) {
    var mapper =
        ResponseMapper.newBuilder()
            .setFilter(when)
            .setStatusCode(UInt32Value.of(status))
            .setBodyFormatOverride(
                format(Problem.json(title, status, detail, reason, Map.of()), Problem.MEDIA_TYPE))
            .addHeadersToAdd(header("cache-control", "no-store"))
            .addAllHeadersToAdd(UNREADABLE_AS_PAGE);
    if (status == 503) {
      mapper.addHeadersToAdd(header("retry-after", "1"));
    }
    return mapper.build();
  }

  private static ResponseMapper text(AccessLogFilter when, String sentence) {
    return ResponseMapper.newBuilder()
        .setFilter(when)
        .setBodyFormatOverride(format(sentence, "text/plain"))
        .build();
  }

  private static SubstitutionFormatString format(String text, String mediaType) {
    return SubstitutionFormatString.newBuilder()
        .setTextFormatSource(DataSource.newBuilder().setInlineString(text))
        .setContentType(mediaType)
        .build();
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }

  private static AccessLogFilter grpc() {
    return header(
        HeaderMatcher.newBuilder()
            .setName("content-type")
            .setStringMatch(StringMatcher.newBuilder().setPrefix("application/grpc")));
  }

  /** A browser that asks for a page of the platform, rather than for a service's answer. */
  private static AccessLogFilter browser() {
    var wantsHtml =
        header(
            HeaderMatcher.newBuilder()
                .setName("accept")
                .setStringMatch(
                    StringMatcher.newBuilder().setContains("text/html").setIgnoreCase(true)));
    var outside =
        header(
            HeaderMatcher.newBuilder()
                .setName(":path")
                .setStringMatch(StringMatcher.newBuilder().setPrefix("/gateway"))
                .setInvertMatch(true));
    // Once a service's call is routed, its path is the upstream's.
    var unrouted =
        cel("!xds.route_name.startsWith('gateway') && !xds.route_name.endsWith('at-origin')");
    return AccessLogFilter.newBuilder()
        .setAndFilter(
            AndFilter.newBuilder().addFilters(wantsHtml).addFilters(outside).addFilters(unrouted))
        .build();
  }

  private static AccessLogFilter header(HeaderMatcher.Builder header) {
    return AccessLogFilter.newBuilder()
        .setHeaderFilter(HeaderFilter.newBuilder().setHeader(header))
        .build();
  }

  private static AccessLogFilter status(ComparisonFilter.Op op, int status) {
    return AccessLogFilter.newBuilder()
        .setStatusCodeFilter(
            StatusCodeFilter.newBuilder()
                .setComparison(
                    ComparisonFilter.newBuilder()
                        .setOp(op)
                        .setValue(
                            RuntimeUInt32.newBuilder()
                                .setDefaultValue(status)
                                .setRuntimeKey("factory.local_reply"))))
        .build();
  }

  private static AccessLogFilter and(AccessLogFilter one, AccessLogFilter other) {
    return AccessLogFilter.newBuilder()
        .setAndFilter(AndFilter.newBuilder().addFilters(one).addFilters(other))
        .build();
  }

  private static AccessLogFilter fromGate() {
    return AccessLogFilter.newBuilder()
        .setResponseFlagFilter(ResponseFlagFilter.newBuilder().addFlags("UAEX"))
        .build();
  }

  /** Envoy's own word for why it answers itself. */
  private static AccessLogFilter hasDetails(String details) {
    return cel("response.code_details == '" + details + "'");
  }

  private static AccessLogFilter isOnRoute(String prefix) {
    return cel("xds.route_name.startsWith('" + prefix + "')");
  }

  private static AccessLogFilter cel(String expression) {
    return AccessLogFilter.newBuilder()
        .setExtensionFilter(
            ExtensionFilter.newBuilder()
                .setName("envoy.access_loggers.extension_filters.cel")
                .setTypedConfig(
                    Any.pack(ExpressionFilter.newBuilder().setExpression(expression).build())))
        .build();
  }
}
