package factory.mesh;

import io.helidon.common.Weighted;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.Router;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcProtocolSelector;
import io.helidon.webserver.http2.spi.Http2SubProtocolProvider;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.SubProtocolResult;

/**
 * Helidon's gRPC, whose calls do no harm to the connection that they share with others: a path of
 * more than one meaning is refused before it is routed, and each call is a {@link WholeCall}. Found
 * by its ServiceLoader entry, and asked before Helidon's own.
 */
public final class MeshGrpc implements Http2SubProtocolProvider<GrpcConfig>, Weighted {
  /** For the ServiceLoader. */
  public MeshGrpc() {}

  @Override
  public double weight() {
    return DEFAULT_WEIGHT + 100;
  }

  @Override
  public String protocolType() {
    return "grpc";
  }

  @Override
  public Class<GrpcConfig> protocolConfigType() {
    return GrpcConfig.class;
  }

  @Override
  public Http2SubProtocolSelector create(GrpcConfig config, ProtocolConfigs configs) {
    return new Selector(GrpcProtocolSelector.create(config));
  }

  private record Selector(Http2SubProtocolSelector helidon) implements Http2SubProtocolSelector {
    @Override
    public SubProtocolResult subProtocol(
        ConnectionContext connection,
        HttpPrologue prologue,
        Http2Headers headers,
        Http2StreamWriter writer,
        int streamId,
        Http2Settings serverSettings,
        Http2Settings clientSettings,
        StreamFlowControl flowControl,
        Http2StreamState state,
        Router router) {
      var isGrpc =
          headers
              .httpHeaders()
              .first(HeaderNames.CONTENT_TYPE)
              .filter(type -> type.startsWith("application/grpc"))
              .isPresent();
      if (!isGrpc) {
        return NOT_SUPPORTED;
      }
      var answer = new CallAnswer(writer, streamId);
      if (!TargetWall.hasOneMeaning(prologue)) {
        return new SubProtocolResult(true, WholeCall.refused(answer, RequestTarget.AMBIGUOUS));
      }
      var call =
          helidon.subProtocol(
              connection,
              prologue,
              headers,
              answer,
              streamId,
              serverSettings,
              clientSettings,
              flowControl,
              state,
              router);
      return call.supported()
          ? new SubProtocolResult(true, WholeCall.of(answer, call.subProtocol()))
          : call;
    }
  }
}
