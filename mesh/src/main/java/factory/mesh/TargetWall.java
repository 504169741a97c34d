package factory.mesh;

import io.grpc.Status;
import io.helidon.common.Weighted;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.FlowControl;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2RstStream;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.Http2WindowUpdate;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.Router;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http2.spi.Http2SubProtocolProvider;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.SubProtocolResult;
import java.util.Base64;

/**
 * Refuses paths with more than one meaning before they are routed, over gRPC and over HTTP. Helidon
 * resolves dot segments and escapes before it looks for a method, whatever the path in front of it
 * was let through for. Found by its ServiceLoader entry, and asked before Helidon's own gRPC.
 */
public final class TargetWall implements Http2SubProtocolProvider<GrpcConfig>, Weighted {
  private static final String PROBLEM =
      "{\"type\":\"about:blank\",\"title\":\"%1$s\",\"status\":400,\"detail\":\"%1$s\",\"reason\":\"%2$s\"}"
          .formatted(RequestTarget.AMBIGUOUS.message(), RequestTarget.AMBIGUOUS.reason());

  /** For the ServiceLoader. */
  public TargetWall() {}

  /** Before any route of these. */
  static void before(HttpRouting.Builder routes) {
    routes.addFilter(
        (chain, request, response) -> {
          if (hasOneMeaning(request.prologue())) {
            chain.proceed();
          } else {
            response
                .status(io.helidon.http.Status.BAD_REQUEST_400)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .send(PROBLEM);
          }
        });
  }

  private static boolean hasOneMeaning(HttpPrologue prologue) {
    var path = prologue.uriPath().rawPath();
    return RequestTarget.hasOneMeaning(path)
        && path.indexOf('?') < 0
        && !prologue.fragment().hasValue();
  }

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
    return new Selector();
  }

  private static final class Selector implements Http2SubProtocolSelector {
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
      return isGrpc && !hasOneMeaning(prologue)
          ? new SubProtocolResult(true, new Refusal(writer, streamId, state))
          : NOT_SUPPORTED;
    }
  }

  /** One call that is answered with nothing but its status. */
  private static final class Refusal implements Http2SubProtocolSelector.SubProtocolHandler {
    private final Http2StreamWriter writer;
    private final int streamId;
    private Http2StreamState state;

    Refusal(Http2StreamWriter writer, int streamId, Http2StreamState state) {
      this.writer = writer;
      this.streamId = streamId;
      this.state = state;
    }

    @Override
    public void init() {
      var headers = WritableHeaders.create();
      headers.set(HeaderNames.CONTENT_TYPE, "application/grpc");
      headers.set(
          HeaderValues.create(
              "grpc-status", Integer.toString(Status.Code.INVALID_ARGUMENT.value())));
      headers.set(HeaderValues.create("grpc-message", RequestTarget.AMBIGUOUS.message()));
      headers.set(
          HeaderValues.create(
              "grpc-status-details-bin",
              Base64.getEncoder()
                  .withoutPadding()
                  .encodeToString(Faults.toStatus(RequestTarget.AMBIGUOUS).toByteArray())));
      writer.writeHeaders(
          Http2Headers.create(headers).status(io.helidon.http.Status.OK_200),
          streamId,
          Http2Flag.HeaderFlags.create(Http2Flag.END_OF_HEADERS | Http2Flag.END_OF_STREAM),
          FlowControl.Outbound.NOOP);
      state =
          state == Http2StreamState.HALF_CLOSED_REMOTE
              ? Http2StreamState.CLOSED
              : Http2StreamState.HALF_CLOSED_LOCAL;
    }

    @Override
    public Http2StreamState streamState() {
      return state;
    }

    @Override
    public void rstStream(Http2RstStream reset) {
      state = Http2StreamState.CLOSED;
    }

    @Override
    public void windowUpdate(Http2WindowUpdate update) {}

    @Override
    public void data(Http2FrameHeader header, BufferData data) {
      if (header.flags(Http2FrameTypes.DATA).endOfStream()) {
        state = Http2StreamState.CLOSED;
      }
    }
  }
}
