package factory.edge.gate;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import factory.mesh.Assertions;
import factory.mesh.Fatal;
import factory.mesh.Faults;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** What Envoy asks for every call of a generated service. Runs on the event loop: never waits. */
public final class AuthorizationRpc implements BindableService {
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

  private static final Set<String> ASSERTED = Set.of(CLUSTER, SERVICE_ASSERTION, Assertions.HEADER);
  private static final Set<String> ASSERTED_WITH_WALLET =
      Set.of(CLUSTER, SERVICE_ASSERTION, Assertions.HEADER, WALLET_ASSERTION);
  private static final String POLICY = "ratelimit-policy";
  private static final String LIMIT = "ratelimit";
  private static final String RETRY_AFTER = "retry-after";
  private static final String SESSION_COOKIE =
      Identification.SESSION_COOKIE.toLowerCase(Locale.ROOT);
  private static final Logger LOG = Logger.getLogger(AuthorizationRpc.class.getName());

  private final Gate gate;
  private final WaysIn waysIn;
  private final AssertedHeaders asserted;

  /** Asks this gate. */
  public AuthorizationRpc(Gate gate, WaysIn waysIn, AssertedHeaders asserted) {
    this.gate = gate;
    this.waysIn = waysIn;
    this.asserted = asserted;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(AuthorizationGrpc.SERVICE_NAME)
        .addMethod(
            AuthorizationGrpc.getCheckMethod().toBuilder(new CallReader(), Answers.WRITTEN).build(),
            ServerCalls.asyncUnaryCall(
                (call, observer) -> {
                  observer.onNext(check(call));
                  observer.onCompleted();
                }))
        .build();
  }

  /** Decides a call: a {@code CheckResponse} in its written form, whatever happens. */
  public byte[] check(Call call) {
    try {
      return switch (gate.decide(call)) {
        case Decision.Allow allow -> allowed(allow, call.headers());
        case Decision.Pass(var caller) -> passed(caller, call.headers());
        case Decision.Deny(var fault, var serviceId) ->
            isGrpc(call.headers()) ? deniedGrpc(fault) : denied(fault, serviceId);
      };
    } catch (RuntimeException | Error e) {
      Fatal.endIfFatal(e);
      var id = UUID.randomUUID().toString();
      LOG.log(Level.SEVERE, e, () -> "error " + id + " in a decision");
      return denied(new GateFault.GateFailed(id), "");
    }
  }

  private byte[] allowed(Decision.Allow allow, Map<String, String> headers) {
    var ok = OkHttpResponse.newBuilder();
    keepOut(headers, allow.wallet().isPresent() ? ASSERTED_WITH_WALLET : ASSERTED, ok);
    allow.warning().ifPresent(w -> ok.addResponseHeadersToAdd(Answers.header(WARNING, w)));
    allow
        .rateLimit()
        .ifPresent(
            r ->
                ok.addResponseHeadersToAdd(Answers.header(POLICY, r.policy()))
                    .addResponseHeadersToAdd(Answers.header(LIMIT, r.limit())));
    return Answers.ok(asserted.of(allow), ok.build());
  }

  private static byte[] passed(Optional<Caller> caller, Map<String, String> headers) {
    var ok = OkHttpResponse.newBuilder().addAllHeadersToRemove(CREDENTIALS);
    Map<String, String> assertions = new TreeMap<>();
    caller.ifPresent(c -> assertions.put(WALLET_ASSERTION, c.wallet().toString()));
    caller.flatMap(Caller::session).ifPresent(s -> assertions.put(SESSION_ASSERTION, s.toString()));
    assertions.forEach((name, value) -> ok.addHeaders(Answers.header(name, value)));
    keepOut(headers, assertions.keySet(), ok);
    return Answers.ok(ByteString.EMPTY, ok.build());
  }

  /** Takes out what a caller may not say inside, beyond the {@link #CREDENTIALS}. */
  private static void keepOut(
      Map<String, String> headers, Set<String> asserted, OkHttpResponse.Builder ok) {
    for (var name : headers.keySet()) {
      // Nobody outside asserts anything, under any name that an upstream could take for ours.
      // Envoy sets first and removes then.
      if (name.startsWith("x-factory-") && !asserted.contains(name)) {
        ok.addHeadersToRemove(name);
      }
    }
    var cookie = headers.get("cookie");
    if (cookie != null && cookie.toLowerCase(Locale.ROOT).contains(SESSION_COOKIE)) {
      var rest = withoutSession(cookie);
      if (rest.isEmpty()) {
        ok.addHeadersToRemove("cookie");
      } else {
        ok.addHeaders(Answers.header("cookie", rest));
      }
    }
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

  /** Envoy takes the message from the body, and would make a code of its own from the status. */
  private static byte[] deniedGrpc(GateFault fault) {
    var status = Faults.toStatus(fault);
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(status.getCode()))
        .setDeniedResponse(
            DeniedHttpResponse.newBuilder()
                .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(fault.status())))
                .addHeaders(Answers.header("grpc-status", Integer.toString(status.getCode())))
                .addHeaders(
                    Answers.header(
                        "grpc-status-details-bin",
                        Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray())))
                .setBody(status.getMessage()))
        .build()
        .toByteArray();
  }

  private byte[] denied(GateFault fault, String serviceId) {
    var response =
        DeniedHttpResponse.newBuilder()
            .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(fault.status())))
            .addHeaders(Answers.header("content-type", Problem.MEDIA_TYPE))
            .addHeaders(Answers.header("cache-control", "no-store"))
            .setBody(Problem.json(fault, waysIn.of(fault, serviceId)));
    if (fault instanceof GateFault.LimitExceeded(var quota)) {
      response
          .addHeaders(Answers.header(RETRY_AFTER, Long.toString(quota.retryAfterSeconds())))
          .addHeaders(Answers.header(POLICY, quota.headers().policy()))
          .addHeaders(Answers.header(LIMIT, quota.headers().limit()));
    } else if (fault.maySucceedLater()) {
      response.addHeaders(Answers.header(RETRY_AFTER, "1"));
    } else if (fault.status() == 401) {
      response.addHeaders(
          Answers.header(
              "www-authenticate",
              fault instanceof GateFault.SessionInvalid
                  ? "Bearer realm=\"factory\", error=\"invalid_token\""
                  : "Bearer realm=\"factory\""));
    }
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(fault.code().value()))
        .setDeniedResponse(response)
        .build()
        .toByteArray();
  }
}
