package factory.edge.access;

import com.google.rpc.ErrorDetailsProto;
import factory.chain.v1.ChainGrpc;
import factory.edge.v1.AccessGrpc;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.RegistryGrpc;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ListServiceResponse;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The public services as reflection and health show them, wherever they really run. The services
 * themselves are only described here: Envoy routes their calls to their nodes.
 */
public final class Catalog {
  private final HealthStatusManager health = new HealthStatusManager();

  /** The public services. */
  public static Set<ServiceDescriptor> publicServices() {
    return Set.of(
        RegistryGrpc.getServiceDescriptor(),
        PipelineGrpc.getServiceDescriptor(),
        ChainGrpc.getServiceDescriptor(),
        AccessGrpc.getServiceDescriptor());
  }

  /** What is served. */
  public List<BindableService> services() {
    List<BindableService> services = new ArrayList<>();
    services.add(new RegistryGrpc.RegistryImplBase() {});
    services.add(new PipelineGrpc.PipelineImplBase() {});
    services.add(new ChainGrpc.ChainImplBase() {});
    services.add(new AccessGrpc.AccessImplBase() {});
    services.add(ProtoReflectionServiceV1.newInstance());
    services.add(alpha());
    services.add(health.getHealthService());
    services.add(Catalog::errorDetails);
    return services;
  }

  /** No service: it makes reflection know what errors carry, so that clients can show it. */
  private static ServerServiceDefinition errorDetails() {
    ProtoFileDescriptorSupplier file = ErrorDetailsProto::getDescriptor;
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder("google.rpc.ErrorDetails")
                .setSchemaDescriptor(file)
                .build())
        .build();
  }

  // Clients of before 2023 ask in the old version's name.
  @SuppressWarnings("deprecation")
  private static BindableService alpha() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }

  /** Whether each public service answers. */
  public HealthStatusManager health() {
    return health;
  }

  /** Leaves what is there for reflection's own sake out of its lists. */
  public static ServerInterceptor onlyPublic() {
    return new OnlyPublic();
  }

  private static final class OnlyPublic implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            @SuppressWarnings("unchecked")
            public void sendMessage(R message) {
              // The same type goes out as came in.
              super.sendMessage((R) filtered(message));
            }
          },
          headers);
    }

    private static Object filtered(Object message) {
      if (message instanceof ServerReflectionResponse response
          && response.hasListServicesResponse()) {
        var list = ListServiceResponse.newBuilder();
        response.getListServicesResponse().getServiceList().stream()
            .filter(s -> isPublic(s.getName()))
            .forEach(list::addService);
        return response.toBuilder().setListServicesResponse(list).build();
      }
      if (message instanceof io.grpc.reflection.v1alpha.ServerReflectionResponse response
          && response.hasListServicesResponse()) {
        var list = io.grpc.reflection.v1alpha.ListServiceResponse.newBuilder();
        response.getListServicesResponse().getServiceList().stream()
            .filter(s -> isPublic(s.getName()))
            .forEach(list::addService);
        return response.toBuilder().setListServicesResponse(list).build();
      }
      return message;
    }

    private static boolean isPublic(String name) {
      return publicServices().stream().anyMatch(s -> s.getName().equals(name));
    }
  }
}
