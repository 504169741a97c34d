package factory.edge;

import com.google.protobuf.ByteString;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.mesh.Address;
import factory.mesh.MeshChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.List;

/** Asks a rig's gate over gRPC through its Envoy: as nobody, or as a wallet that signs in. */
final class UsageCaller implements AutoCloseable {
  private final MeshChannel envoy;

  UsageCaller(Rig rig) {
    envoy =
        MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor());
  }

  AccessBlockingStub access() {
    return AccessGrpc.newBlockingStub(envoy.channel());
  }

  AccessBlockingStub signedIn(String wallet) {
    var message =
        access()
            .createNonce(CreateNonceRequest.newBuilder().setWallet(wallet).build())
            .getMessage();
    var session =
        access()
            .createSession(
                CreateSessionRequest.newBuilder()
                    .setMessage(message)
                    .setSignature(FakeChain.sign(wallet, ByteString.copyFromUtf8(message)))
                    .build());
    var metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + session.getSecret());
    return access().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  List<Usage> usage(String service) {
    return access()
        .listUsage(ListUsageRequest.newBuilder().setServiceId(service).build())
        .getUsageList();
  }

  /** Calls of a service that were counted. */
  long calls(String service) {
    return usage(service).stream().mapToLong(Usage::getCalls).sum();
  }

  @Override
  public void close() {
    envoy.close();
  }
}
