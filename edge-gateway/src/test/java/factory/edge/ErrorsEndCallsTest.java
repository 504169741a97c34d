package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ErrorsEndCallsTest {
  /** Throws for a cursor, and serves the others. */
  private static final class Throwing extends RegistryGrpc.RegistryImplBase {
    final BlockingQueue<StreamObserver<WatchServicesResponse>> watchers =
        new LinkedBlockingQueue<>();

    @Override
    public void watchServices(
        WatchServicesRequest request, StreamObserver<WatchServicesResponse> observer) {
      switch (request.getCursor()) {
        case "" -> watchers.add(observer);
        case "assertion" -> throw new AssertionError("the secret is 42");
        case "linkage" -> throw new NoClassDefFoundError("the secret is 42");
        default -> throw new IllegalStateException("the secret is 42");
      }
    }
  }

  private record Seen(
      BlockingQueue<WatchServicesResponse> messages, BlockingQueue<Throwable> errors)
      implements StreamObserver<WatchServicesResponse> {
    Seen() {
      this(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    }

    @Override
    public void onNext(WatchServicesResponse value) {
      messages.add(value);
    }

    @Override
    public void onError(Throwable error) {
      errors.add(error);
    }

    @Override
    public void onCompleted() {}
  }

  @Test
  void anErrorOnAnEventLoopEndsItsOwnCallAndNoOther() throws Exception {
    var service = new Throwing();
    try (var server = LocalGrpcServer.start(new Address.Tcp("127.0.0.1", 0), List.of(service));
        var channel = MeshChannel.open(server.address())) {
      var stub = RegistryGrpc.newStub(channel.channel());
      var other = new Seen();
      stub.watchServices(WatchServicesRequest.getDefaultInstance(), other);
      var served = service.watchers.take();
      for (var what : List.of("assertion", "linkage", "bug")) {
        var seen = new Seen();
        stub.watchServices(WatchServicesRequest.newBuilder().setCursor(what).build(), seen);
        var error = seen.errors().poll(10, TimeUnit.SECONDS);
        assertThat(error).isInstanceOf(StatusRuntimeException.class);
        var fault = Faults.fromGrpc((StatusRuntimeException) error);
        assertThat(fault.code()).isEqualTo(Status.Code.INTERNAL);
        assertThat(fault.metadata()).containsOnlyKeys("error_id");
      }
      served.onNext(WatchServicesResponse.getDefaultInstance());
      assertThat(other.messages().poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(other.errors()).isEmpty();
    }
  }
}
