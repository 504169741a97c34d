package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import factory.chain.ChainNode;
import factory.chain.v1.ChainGrpc;
import factory.edge.EdgeNode;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.ListSessionsRequest;
import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.MeshChannel;
import factory.mesh.Node;
import factory.mesh.RootSecret;
import factory.mesh.Settings;
import factory.mesh.Trust;
import factory.pipeline.PipelineNode;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.RegistryNode;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.RegistryGrpc;
import factory.web.WebNode;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five real nodes as {@code up} tells them who they are, asked on their own sockets: every
 * method of every service in the proto files, found by itself, as everybody who could ask.
 */
@Tag("slow")
@Timeout(120)
class NodesTrustTest {
  /** What Envoy has a way to. A service that is not here is internal. */
  private static final Set<String> PUBLIC =
      Set.of(
          RegistryGrpc.SERVICE_NAME,
          PipelineGrpc.SERVICE_NAME,
          ChainGrpc.SERVICE_NAME,
          AccessGrpc.SERVICE_NAME);

  /** Who may call what is internal. A method that is not here is nobody's. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "factory.registry.v1.Lifecycle/RecordIdea", Set.of("pipeline"),
          "factory.registry.v1.Lifecycle/RecordPlan", Set.of("pipeline"),
          "factory.registry.v1.Lifecycle/RecordTransition", Set.of("pipeline"),
          "factory.registry.v1.Lifecycle/RecordServing", Set.of("pipeline"),
          "factory.registry.v1.Lifecycle/RecordToken", Set.of("pipeline"),
          "factory.registry.v1.Lifecycle/RecordTakedown", Set.of("edge"),
          "factory.registry.v1.Lifecycle/WatchRoutes", Set.of("edge"),
          "factory.chain.v1.Issuer/CreateToken", Set.of("pipeline"));

  private static final String WALLET = "0x" + "0a".repeat(20);
  private static final Caller SOMEBODY =
      new Caller(Optional.of(WALLET), Optional.empty(), Optional.empty());

  /**
   * Helidon answers an unknown method with 404 and resets the stream; which of the two is seen is a
   * race. No handler of ours says either to an empty message.
   */
  private static final Set<Status.Code> NOT_THERE =
      Set.of(Status.Code.UNIMPLEMENTED, Status.Code.INTERNAL);

  private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();
  private static StandaloneConfig config;

  @BeforeAll
  static void start(@TempDir Path folder) {
    config = StandaloneConfig.from(Settings.of(Place.in(folder).values()));
    config.makeFolders();
    var postgres = Postgres.start(config);
    OPENED.push(postgres);
    Map<String, Function<Settings, Node>> nodes =
        Map.of(
            "registry", RegistryNode::start,
            "chain", ChainNode::start,
            "pipeline", PipelineNode::start,
            "edge", EdgeNode::start,
            "web", WebNode::start);
    nodes.forEach(
        (name, start) ->
            OPENED.push(
                start.apply(
                    Settings.of(
                        Standalone.settingsOf(name, config, postgres, "http://127.0.0.1:1")))));
  }

  @AfterAll
  static void stop() throws Exception {
    while (!OPENED.isEmpty()) {
      OPENED.pop().close();
    }
  }

  /** Every service that the proto files describe. */
  private static List<ServiceDescriptor> services() {
    var found = new ArrayList<ServiceDescriptor>();
    for (var type :
        new ClassFileImporter()
            .withImportOption(location -> location.contains("Grpc.class"))
            .importPackages("factory")) {
      if (type.getName().matches("factory\\.[a-z]+\\.v1\\.[A-Za-z]+Grpc")) {
        try {
          found.add(
              (ServiceDescriptor) type.reflect().getMethod("getServiceDescriptor").invoke(null));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(type.getName(), e);
        }
      }
    }
    assertThat(found).extracting(ServiceDescriptor::getName).containsAll(PUBLIC);
    return found;
  }

  private static String nodeOf(ServiceDescriptor service) {
    return service.getName().split("\\.")[1];
  }

  private static Address at(String socket) {
    return new Address.Unix(config.runDir().resolve(socket + ".sock"));
  }

  private static Trust trust(String node) {
    return Trust.from(Settings.of(config.rootSecret().settingsOf(node)), node);
  }

  /** How a method answers an empty message: its status, or OK once it sends something. */
  private static Status.Code answer(Channel channel, MethodDescriptor<?, ?> method) {
    var ended = new CompletableFuture<Status.Code>();
    var call =
        channel.newCall(
            MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(method.getType())
                .setFullMethodName(method.getFullMethodName())
                .build(),
            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            ended.complete(Status.Code.OK);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status.getCode());
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(new byte[0]);
    call.halfClose();
    var code = ended.join();
    call.cancel("seen enough", null);
    return code;
  }

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  @Test
  void whatIsInternalAnswersItsNodesAloneAndIsNowhereElse() {
    var softly = new SoftAssertions();
    var seen = new TreeSet<String>();
    for (var service : services()) {
      if (PUBLIC.contains(service.getName())) {
        continue;
      }
      var node = nodeOf(service);
      Map<String, MeshChannel> callers = new HashMap<>();
      callers.put("nobody", MeshChannel.open(at(node + "-internal")));
      var edge = trust("edge");
      callers.put("the gate", MeshChannel.open(at(node + "-internal"), edge.gateTo(node)));
      for (var peer : RootSecret.nodes()) {
        if (config.rootSecret().settingsOf(peer).containsKey("mesh.keys." + node)) {
          callers.put(peer, MeshChannel.open(at(node + "-internal"), trust(peer).to(node)));
        }
      }
      try (var outside = MeshChannel.open(at(node));
          var gate = MeshChannel.open(at(node), edge.gateTo(node));
          var pipeline = MeshChannel.open(at(node), trust("pipeline").to(node))) {
        for (var method : service.getMethods()) {
          var name = method.getFullMethodName();
          seen.add(name);
          for (var open : List.of(outside, gate, pipeline)) {
            softly
                .assertThat(answer(open.channel(), method))
                .as("%s on the public listener", name)
                .isIn(NOT_THERE);
          }
          callers.forEach(
              (caller, channel) -> {
                var code = SOMEBODY.ask(() -> answer(channel.channel(), method));
                if (ALLOWED.getOrDefault(name, Set.of()).contains(caller)) {
                  softly
                      .assertThat(code)
                      .as("%s by %s", name, caller)
                      .isNotIn(
                          Status.Code.UNAUTHENTICATED,
                          Status.Code.PERMISSION_DENIED,
                          Status.Code.UNIMPLEMENTED);
                } else {
                  softly
                      .assertThat(code)
                      .as("%s by %s", name, caller)
                      .isIn(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);
                }
              });
        }
      } finally {
        callers.values().forEach(MeshChannel::close);
      }
    }
    softly.assertAll();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
  }

  @Test
  void whatIsPublicIsNotOnAnInternalListener() {
    for (var service : services()) {
      var node = nodeOf(service);
      if (!PUBLIC.contains(service.getName()) || !Set.of("registry", "chain").contains(node)) {
        continue;
      }
      try (var channel = MeshChannel.open(at(node + "-internal"), trust("pipeline").to(node))) {
        for (var method : service.getMethods()) {
          assertThat(answer(channel.channel(), method))
              .as(method.getFullMethodName())
              .isIn(NOT_THERE);
        }
      }
    }
  }

  @Test
  void aBareHeaderMakesNobodyAnybody() throws IOException {
    var claims = new Metadata();
    for (var claim :
        Map.of(
                "x-factory-wallet", WALLET,
                "x-factory-session", "2d1c9a52-0000-4000-8000-00000000beef",
                "x-envoy-external-address", "203.0.113.7")
            .entrySet()) {
      claims.put(
          Metadata.Key.of(claim.getKey(), Metadata.ASCII_STRING_MARSHALLER), claim.getValue());
    }
    var claiming = MetadataUtils.newAttachHeadersInterceptor(claims);
    try (var registry = MeshChannel.open(at("registry"));
        var edge = MeshChannel.open(at("edge"))) {
      var created =
          RegistryGrpc.newBlockingStub(registry.channel())
              .withInterceptors(claiming)
              .createService(CreateServiceRequest.newBuilder().setIdea("track books").build());
      assertThat(created.getService().hasRequesterId()).isFalse();
      var sessions = AccessGrpc.newBlockingStub(edge.channel()).withInterceptors(claiming);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      StatusRuntimeException.class,
                      () -> sessions.listSessions(ListSessionsRequest.getDefaultInstance()))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
    var idea = "{\"idea\": \"track books with title\"}";
    assertThat(web(idea, "x-factory-wallet: " + WALLET)).contains("\"requester_id\":null");
    assertThat(web(idea, Assertions.HEADER + ": " + trust("edge").gateTo("web").sign(SOMEBODY)))
        .contains("\"requester_id\":\"" + WALLET + "\"");
    assertThat(web(idea, Assertions.HEADER + ": " + trust("edge").gateTo("edge").sign(SOMEBODY)))
        .contains(" 401 ", "ASSERTION_INVALID");
  }

  /** Head and body; the connection may stay open after them. */
  private static String answer(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      assertThat(next).as("after %s", head).isNotNegative();
      head.append((char) next);
    }
    var length = Pattern.compile("(?i)content-length: ([0-9]+)").matcher(head);
    assertThat(length.find()).as("%s", head).isTrue();
    var body = in.readNBytes(Integer.parseInt(length.group(1)));
    return head + new String(body, StandardCharsets.UTF_8);
  }

  private static String web(String idea, String header) throws IOException {
    try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(config.runDir().resolve("web.sock")));
      socket.write(
          ByteBuffer.wrap(
              ("POST /ideas HTTP/1.1\r\nHost: web\r\nConnection: close\r\n"
                      + "Content-Type: application/json\r\nContent-Length: "
                      + idea.length()
                      + "\r\n"
                      + header
                      + "\r\n\r\n"
                      + idea)
                  .getBytes(StandardCharsets.US_ASCII)));
      return answer(Channels.newInputStream(socket));
    }
  }
}
