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
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What Envoy asks for every call of a generated service. Runs on the event loop: never waits. */
public final class AuthorizationRpc implements BindableService {
  /** Tells the upstream whose wallet calls. */
  public static final String WALLET_ASSERTION = factory.mesh.Caller.WALLET;

  /** Tells the upstream as which service it is called. */
  public static final String SERVICE_ASSERTION = "x-factory-service";

  /** Tells Envoy's router which cluster to take; removed before the upstream. */
  public static final String CLUSTER = "x-factory-cluster";

  /** Tells callers what a production profile would not have taken. */
  public static final String WARNING = "x-factory-warning";

  /** Headers that say who calls: they end here, but for what is a service's own in them. */
  static final List<String> CREDENTIALS =
      List.of(
          Identification.WALLET,
          "x-dev-bypass",
          Identification.AUTHORIZATION,
          Identification.API_KEY,
          Identification.X_SESSION);

  private static final Set<String> ASSERTED = Set.of(CLUSTER, SERVICE_ASSERTION, Assertions.HEADER);
  private static final Set<String> ASSERTED_WITH_WALLET =
      Set.of(CLUSTER, SERVICE_ASSERTION, Assertions.HEADER, WALLET_ASSERTION);
  private static final Set<String> ASSERTED_TO_NODES = Set.of(Assertions.HEADER);

  private static final String OURS = "x-factory-";
  private static final String COOKIE = Identification.COOKIE;
  private static final String RETRY_AFTER = "retry-after";
  private static final Logger LOG = Logger.getLogger(AuthorizationRpc.class.getName());

  /**
   * Together several times what Envoy takes to tell of an end, and no wait that anybody notices.
   */
  private static final int MOST_TRIES = 12;

  private static final long PAUSE_MILLIS = 6;

  private final ScheduledThreadPoolExecutor later = later();
  private final Gate gate;
  private final WaysIn waysIn;
  private final AssertedHeaders asserted;

  /** Asks this gate. */
  public AuthorizationRpc(Gate gate, WaysIn waysIn, AssertedHeaders asserted) {
    this.gate = gate;
    this.waysIn = waysIn;
    this.asserted = asserted;
  }

  /** Its thread comes with the first call that it is for, and goes when there are none. */
  private static ScheduledThreadPoolExecutor later() {
    var later =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("edge-again-", 0).factory());
    later.setKeepAliveTime(10, TimeUnit.SECONDS);
    later.allowCoreThreadTimeOut(true);
    return later;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(AuthorizationGrpc.SERVICE_NAME)
        .addMethod(
            AuthorizationGrpc.getCheckMethod().toBuilder(new CallReader(), Answers.WRITTEN).build(),
            ServerCalls.asyncUnaryCall(
                (call, observer) -> answer(call, (ServerCallStreamObserver<byte[]>) observer, 0)))
        .build();
  }

  /**
   * Answers at once, but for a wallet that has as many calls open as it may. Envoy tells some
   * milliseconds late that calls have ended, and whoever calls fast would be refused for calls that
   * are over: such a call is looked at again, while nothing waits for it.
   */
  private void answer(Call call, ServerCallStreamObserver<byte[]> observer, int tries) {
    if (observer.isCancelled()) {
      return;
    }
    var decision = decide(call);
    if (tries < MOST_TRIES
        && decision instanceof Decision.Deny(var fault, var _)
        && isForAMoment(fault)) {
      if (tries == 0) {
        // Without one, an answer to a call that was cancelled meanwhile throws.
        observer.setOnCancelHandler(() -> {});
      }
      var _ =
          later.schedule(
              () -> answer(call, observer, tries + 1), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    observer.onNext(written(call, decision));
    observer.onCompleted();
  }

  private static boolean isForAMoment(GateFault fault) {
    return fault instanceof GateFault.CallsAtOnceExceeded
        || (fault instanceof GateFault.KeyRateExceeded exceeded && exceeded.isForAMoment());
  }

  /** Decides a call: a {@code CheckResponse} in its written form, whatever happens. */
  public byte[] check(Call call) {
    return written(call, decide(call));
  }

  private Decision decide(Call call) {
    try {
      return gate.decide(call);
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  private static Decision.Deny failed(Throwable e) {
    Fatal.endIfFatal(e);
    var id = UUID.randomUUID().toString();
    LOG.log(Level.SEVERE, e, () -> "error " + id + " in a decision");
    return new Decision.Deny(new GateFault.GateFailed(id), "");
  }

  private byte[] written(Call call, Decision decision) {
    try {
      return switch (decision) {
        case Decision.Allow allow -> allowed(allow, call.headers());
        case Decision.Pass(var caller) -> passed(caller, call);
        case Decision.Deny(var fault, var serviceId) ->
            isGrpc(call.headers()) ? deniedGrpc(fault) : denied(fault, serviceId);
      };
    } catch (RuntimeException | Error e) {
      return denied(failed(e).fault(), "");
    }
  }

  private byte[] allowed(Decision.Allow allow, Map<String, String> headers) {
    var others = PlatformCredentials.ofService(headers);
    var ok = Answers.ok(asserted.of(allow, others), allow.rateLimit(), more(allow, headers));
    return allow.page().isEmpty() ? ok : Answers.forPage(ok, allow.page().get());
  }

  /** What few answers have. */
  private static OkHttpResponse more(Decision.Allow allow, Map<String, String> headers) {
    if (allow.warning().isEmpty() && !headers.containsKey(COOKIE) && !claims(headers)) {
      return OkHttpResponse.getDefaultInstance();
    }
    var ok = OkHttpResponse.newBuilder();
    keepOut(headers, allow.wallet().isPresent() ? ASSERTED_WITH_WALLET : ASSERTED, ok);
    allow.warning().ifPresent(w -> ok.addResponseHeadersToAdd(Answers.header(WARNING, w)));
    return ok.build();
  }

  private static boolean claims(Map<String, String> headers) {
    for (var name : headers.keySet()) {
      if (name.startsWith(OURS)) {
        return true;
      }
    }
    return false;
  }

  private byte[] passed(Optional<Caller> caller, Call call) {
    var ok = OkHttpResponse.newBuilder().addAllHeadersToRemove(CREDENTIALS);
    var who =
        new factory.mesh.Caller(
            caller.map(c -> c.wallet().toString()),
            caller.flatMap(Caller::session),
            call.header(Gate.CLIENT));
    ok.addHeaders(Answers.header(Assertions.HEADER, asserted.of(who, call.pathAlone())));
    keepOut(call.headers(), ASSERTED_TO_NODES, ok);
    return Answers.ok(ByteString.EMPTY, Optional.empty(), ok.build());
  }

  /** Takes out what a caller may not say inside, beyond the {@link #CREDENTIALS}. */
  private static void keepOut(
      Map<String, String> headers, Set<String> asserted, OkHttpResponse.Builder ok) {
    for (var name : headers.keySet()) {
      // Nobody outside asserts anything, under any name that an upstream could take for ours.
      // Envoy sets first and removes then.
      if (name.startsWith(OURS) && !asserted.contains(name)) {
        ok.addHeadersToRemove(name);
      }
    }
    var cookie = headers.get(COOKIE);
    if (cookie != null && PlatformCredentials.areInCookies(cookie)) {
      var rest = PlatformCredentials.withoutOurs(cookie);
      if (rest.isEmpty()) {
        ok.addHeadersToRemove(COOKIE);
      } else {
        ok.addHeaders(Answers.header(COOKIE, rest));
      }
    }
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
    fault
        .retryAfterSeconds()
        .ifPresent(s -> response.addHeaders(Answers.header(RETRY_AFTER, Long.toString(s))));
    if (fault instanceof GateFault.LimitExceeded(var quota)) {
      response
          .addHeaders(Answers.header(Answers.POLICY, quota.headers().policy()))
          .addHeaders(Answers.header(Answers.LIMIT, quota.headers().limit()));
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
