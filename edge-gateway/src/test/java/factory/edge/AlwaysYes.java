package factory.edge;

import com.google.rpc.Code;
import com.google.rpc.Status;
import factory.edge.xds.ControlPlane;
import factory.edge.xds.PublicListener;
import factory.edge.xds.Upstream;
import factory.mesh.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a gate is measured beside: Envoy with our whole configuration, and an authorizer that knows
 * one answer, with the headers that ours has. It names the cluster and takes the credentials away,
 * as any must.
 */
final class AlwaysYes {
  private AlwaysYes() {}

  /** {@code FOLDER PORT UPSTREAM_SOCKET}. */
  public static void main(String[] args) throws InterruptedException {
    var folder = Path.of(args[0]);
    var nowhere = unix(folder, "nowhere");
    var control =
        new ControlPlane(
            new ControlPlane.Place(
                new PublicListener(
                    "127.0.0.1",
                    Integer.parseInt(args[1]),
                    false,
                    0,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120)),
                unix(folder, "authz"),
                nowhere,
                nowhere,
                nowhere,
                nowhere,
                nowhere,
                nowhere));
    var upstream = Upstream.service("always", new Address.Unix(Path.of(args[2])));
    control.set(Set.of(upstream));
    LocalGrpcServer.start(
        unix(folder, "authz"), List.of(new Yes(upstream.cluster()), new DeafLog()));
    LocalGrpcServer.start(unix(folder, "xds"), List.of(control.service()));
    Thread.currentThread().join();
  }

  private static Address unix(Path folder, String name) {
    return new Address.Unix(folder.resolve(name + ".sock"));
  }

  private static final class Yes extends AuthorizationGrpc.AuthorizationImplBase {
    private final CheckResponse answer;

    Yes(String cluster) {
      var ok =
          OkHttpResponse.newBuilder()
              .addAllHeadersToRemove(
                  List.of("x-wallet-address", "x-dev-bypass", "authorization", "x-api-key"));
      new TreeMap<>(
              Map.of(
                  "x-factory-cluster",
                  cluster,
                  "x-factory-service",
                  "always",
                  "x-factory-wallet",
                  "0x" + "0f".repeat(20),
                  "x-factory-assertion",
                  "a".repeat(320)))
          .forEach((name, value) -> ok.addHeaders(header(name, value)));
      ok.addResponseHeadersToAdd(
              header(
                  "ratelimit-policy",
                  "\"minute\";q=1000000000000;w=60, \"month\";q=1000000000000;w=2592000"))
          .addResponseHeadersToAdd(
              header(
                  "ratelimit",
                  "\"minute\";r=999999990000;t=40, \"month\";r=999999900000;t=2591000"));
      answer =
          CheckResponse.newBuilder()
              .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
              .setOkResponse(ok)
              .build();
    }

    private static HeaderValueOption header(String name, String value) {
      return HeaderValueOption.newBuilder()
          .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
          .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
          .build();
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
      observer.onNext(answer);
      observer.onCompleted();
    }
  }

  /** Takes the access log and does nothing with it. */
  private static final class DeafLog extends AccessLogServiceGrpc.AccessLogServiceImplBase {
    @Override
    public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
        StreamObserver<StreamAccessLogsResponse> observer) {
      return new StreamObserver<>() {
        @Override
        public void onNext(StreamAccessLogsMessage message) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {
          observer.onCompleted();
        }
      };
    }
  }
}
