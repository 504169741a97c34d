package factory.edge.gate;

import com.google.rpc.Code;
import com.google.rpc.Status;
import factory.mesh.Assertions;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** What Envoy asks for every call of a generated service. Runs on the event loop: never waits. */
public final class AuthorizationRpc extends AuthorizationGrpc.AuthorizationImplBase {
  /** Tells the upstream whose wallet calls. */
  public static final String WALLET_ASSERTION = factory.mesh.Caller.WALLET;

  /** Tells the upstream as which service it is called. */
  public static final String SERVICE_ASSERTION = "x-factory-service";

  /** Tells Envoy's router which cluster to take; removed before the upstream. */
  public static final String CLUSTER = "x-factory-cluster";

  /** Tells the platform's own nodes which session the caller showed. */
  public static final String SESSION_ASSERTION = factory.mesh.Caller.SESSION;

  /** Tells callers what a production profile would not have taken. */
  public static final String WARNING = "x-factory-warning";

  /** Headers that say who calls: they end here. */
  static final List<String> CREDENTIALS =
      List.of(
          Identification.WALLET,
          "x-dev-bypass",
          Identification.AUTHORIZATION,
          Identification.API_KEY);

  private static final String POLICY = "ratelimit-policy";
  private static final String LIMIT = "ratelimit";
  private static final String RETRY_AFTER = "retry-after";
  private static final String SESSION_COOKIE =
      Identification.SESSION_COOKIE.toLowerCase(Locale.ROOT);
  private static final Logger LOG = Logger.getLogger(AuthorizationRpc.class.getName());

  private final Gate gate;
  private final WaysIn waysIn;
  private final SignedAssertions assertions;

  /** Asks this gate. */
  public AuthorizationRpc(Gate gate, WaysIn waysIn, SignedAssertions assertions) {
    this.gate = gate;
    this.waysIn = waysIn;
    this.assertions = assertions;
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    CheckResponse answer;
    try {
      var http = request.getAttributes().getRequest().getHttp();
      var headers = http.getHeadersMap();
      answer =
          switch (gate.decide(new Call(http.getMethod(), http.getPath(), headers))) {
            case Decision.Allow allow -> allowed(allow, headers);
            case Decision.Pass(var caller) -> passed(caller, headers);
            case Decision.Deny(var fault, var serviceId) ->
                isGrpc(headers) ? deniedGrpc(fault) : denied(fault, serviceId);
          };
    } catch (RuntimeException | Error e) {
      var id = UUID.randomUUID().toString();
      LOG.log(Level.SEVERE, e, () -> "error " + id + " in a decision");
      answer = denied(new GateFault.GateFailed(id), "");
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  private CheckResponse allowed(Decision.Allow allow, Map<String, String> headers) {
    Map<String, String> asserted = new TreeMap<>();
    asserted.put(CLUSTER, allow.cluster());
    asserted.put(SERVICE_ASSERTION, allow.serviceId());
    asserted.put(Assertions.HEADER, assertions.of(allow.serviceId(), allow.wallet()));
    allow.wallet().ifPresent(w -> asserted.put(WALLET_ASSERTION, w.toString()));
    var ok = inward(asserted, headers);
    allow.warning().ifPresent(w -> ok.addResponseHeadersToAdd(header(WARNING, w)));
    allow
        .rateLimit()
        .ifPresent(
            r ->
                ok.addResponseHeadersToAdd(header(POLICY, r.policy()))
                    .addResponseHeadersToAdd(header(LIMIT, r.limit())));
    return ok(ok);
  }

  private static CheckResponse passed(Optional<Caller> caller, Map<String, String> headers) {
    Map<String, String> assertions = new TreeMap<>();
    caller.ifPresent(c -> assertions.put(WALLET_ASSERTION, c.wallet().toString()));
    caller.flatMap(Caller::session).ifPresent(s -> assertions.put(SESSION_ASSERTION, s.toString()));
    return ok(inward(assertions, headers));
  }

  private static CheckResponse ok(OkHttpResponse.Builder ok) {
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
        .setOkResponse(ok)
        .build();
  }

  /** What goes on inside: our assertions instead of the caller's credentials. */
  private static OkHttpResponse.Builder inward(
      Map<String, String> assertions, Map<String, String> headers) {
    var ok = OkHttpResponse.newBuilder().addAllHeadersToRemove(CREDENTIALS);
    assertions.forEach((name, value) -> ok.addHeaders(header(name, value)));
    for (var name : headers.keySet()) {
      // Nobody outside asserts anything, under any name that an upstream could take for ours.
      // Envoy sets first and removes then.
      if (name.startsWith("x-factory-") && !assertions.containsKey(name)) {
        ok.addHeadersToRemove(name);
      }
    }
    var cookie = headers.get("cookie");
    if (cookie != null && cookie.toLowerCase(Locale.ROOT).contains(SESSION_COOKIE)) {
      var rest = withoutSession(cookie);
      if (rest.isEmpty()) {
        ok.addHeadersToRemove("cookie");
      } else {
        ok.addHeaders(header("cookie", rest));
      }
    }
    return ok;
  }

  /** The cookies but ours; none at all when ours cannot be told from the others. */
  static String withoutSession(String cookies) {
    var kept =
        Arrays.stream(cookies.split("[;,]"))
            .map(String::strip)
            .filter(c -> !c.isEmpty())
            .filter(c -> !c.toLowerCase(Locale.ROOT).startsWith(SESSION_COOKIE))
            .collect(Collectors.joining("; "));
    return kept.toLowerCase(Locale.ROOT).contains(SESSION_COOKIE) ? "" : kept;
  }

  private static boolean isGrpc(Map<String, String> headers) {
    return headers.getOrDefault("content-type", "").startsWith("application/grpc");
  }

  /** Envoy makes a gRPC status of it, whose message is the body. */
  private static CheckResponse deniedGrpc(GateFault fault) {
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(fault.code().value()))
        .setDeniedResponse(
            DeniedHttpResponse.newBuilder()
                .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(fault.status())))
                .setBody(fault.reason() + ": " + fault.message()))
        .build();
  }

  private CheckResponse denied(GateFault fault, String serviceId) {
    var response =
        DeniedHttpResponse.newBuilder()
            .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(fault.status())))
            .addHeaders(header("content-type", Problem.MEDIA_TYPE))
            .addHeaders(header("cache-control", "no-store"))
            .setBody(Problem.json(fault, waysIn.of(fault, serviceId)));
    if (fault instanceof GateFault.LimitExceeded(var quota)) {
      response
          .addHeaders(header(RETRY_AFTER, Long.toString(quota.retryAfterSeconds())))
          .addHeaders(header(POLICY, quota.headers().policy()))
          .addHeaders(header(LIMIT, quota.headers().limit()));
    } else if (fault.maySucceedLater()) {
      response.addHeaders(header(RETRY_AFTER, "1"));
    } else if (fault.status() == 401) {
      response.addHeaders(
          header(
              "www-authenticate",
              fault instanceof GateFault.SessionInvalid
                  ? "Bearer realm=\"factory\", error=\"invalid_token\""
                  : "Bearer realm=\"factory\""));
    }
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(fault.code().value()))
        .setDeniedResponse(response)
        .build();
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }
}
